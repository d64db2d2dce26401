export const attackSlowly = async () => ""
