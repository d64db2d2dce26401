// What is asked for behind the # has its room before the page is drawn, and moves nothing when it comes.
"use strict";
if (/^#(?!part--)./.test(location.hash)) document.documentElement.classList.add("asked");
