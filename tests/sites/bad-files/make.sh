# A link to a folder that it lies in, a pipe, folders that are too deep, a name that is too long.
mkdir -p content/roles/a static layouts
ln -s .. content/roles/a/up
mkfifo static/pipe
deep=static; for i in $(seq 65); do deep=$deep/d; done; mkdir -p "$deep"; : >"$deep/file"
long=$(printf '%0250d' 0); mkdir -p "static/$long/$long/$long/$long"; : >"static/$long/$long/$long/$long/$long"
# Links that multiply: 200 of them to a folder of 60 files.
mkdir static/many; for i in $(seq 60); do : >"static/many/$i"; done
for i in $(seq 200); do ln -s many "static/z$i"; done
# Files that are too large for what is done with them.
truncate -s 17G static/film.mp4
truncate -s 2M layouts/large.html
