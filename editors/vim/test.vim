" Opens the rules that the grammar of Visual Studio Code is tested with, and asks what some words are shown as.
" nvim --headless -u NONE --cmd "set rtp^=editors/vim" -c "source editors/vim/test.vim"
filetype plugin on
syntax on
execute "edit " .. expand("<sfile>:p:h") .. "/../vscode/tests/rules.lsmap"
let s:failed = 0

" The group of the word at the first place where PATTERN matches.
function s:Expect(pattern, group) abort
  call cursor(1, 1)
  let [line, column] = searchpos(a:pattern, "cW")
  let got = line == 0 ? "(not found)" : synIDattr(synID(line, column, 1), "name")
  if got !=# a:group
    echo printf("`%s` is shown as %s, not as %s\n", a:pattern, got, a:group)
    let s:failed += 1
  endif
endfunction

if &filetype !=# "lsmap" || &commentstring !=# "# %s"
  echo "the file type is not found\n"
  let s:failed += 1
endif
call s:Expect('^lsmap', "lsmapItem")
call s:Expect('"config.xml"', "lsmapString")
call s:Expect('# --set', "lsmapComment")
call s:Expect('0\.25', "lsmapNumber")
call s:Expect('path: string', "lsmapProperty")
call s:Expect('xyxy<px>', "lsmapType")
call s:Expect('box from "bbox', "lsmapProperty")
call s:Expect('r"\[0', "lsmapRaw")
call s:Expect('label, `other', "lsmapControl")
call s:Expect('`other label`', "lsmapQuoted")
call s:Expect('same loose$', "lsmapClause")
call s:Expect('skip$', "lsmapKeyword")
call s:Expect('where f', "lsmapKeyword")
call s:Expect('in all', "lsmapOperatorWord")
call s:Expect('object image', "lsmapEntry")
call s:Expect('s3:', "lsmapFormat")
call s:Expect('mean(', "lsmapFunction")
call s:Expect('order by', "lsmapClause")
call s:Expect('true {', "lsmapConstant")
if s:failed > 0
  cquit
endif
echo "the syntax of Vim shows all as it should"
quit
