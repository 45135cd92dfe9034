au BufRead,BufNewFile *.lsmap setfiletype lsmap
