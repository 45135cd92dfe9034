" Vim syntax of lsmap rule files. Written by editors/generate.mjs from the compiler's own words.
if exists("b:current_syntax")
  finish
endif

syn match lsmapOperator "->\|??\|[-+*/%<>=!|]=\?"
syn match lsmapNumber "\<[0-9]\+\(\.[0-9]\+\)\?\([eE][+-]\?[0-9]\+\)\?\(px\|percent\|norm\|permille\|inch\|pt\|s\|ms\|us\|ns\|ticks\|deg\|rad\)\?\>"
syn match lsmapProperty "\<[A-Za-z_][A-Za-z0-9_]*\ze?\?\s*:\(:\)\@!"
syn match lsmapProperty "\<[A-Za-z_][A-Za-z0-9_]*\ze?\?\s\+from\s\+\""
syn match lsmapMember "\.\@<=[A-Za-z_][A-Za-z0-9_]*"
syn match lsmapFunction "\<\(abs\|all\|anchor\|anchor_all\|any\|area\|argmax\|as\|as_label\|as_path\|base_name\|bio_spans\|bounds\|byte_length\|capture\|captures\|ceil\|chunk\|clamp\|clamp_to\|clip\|concat\|contour\|count\|distinct\|div\|ends_with\|enumerate\|exp\|file_name\|file_stem\|fill\|find\|find_all\|find_matches\|first\|flatten\|flip_y\|floor\|format\|grapheme_length\|html_text\|hull\|index_of\|iou\|join_text\|keyframe\|labels_of\|last\|length\|lines\|log\|lower\|matches\|max\|mean\|merge_adjacent\|min\|mod\|node\|one\|outline\|parse_datetime\|parse_int\|parse_json\|parse_number\|parse_row\|parse_time\|part_spans\|paste\|present\|probe\|range\|ranges\|rank\|record_index\|relative\|replace\|rescale\|reverse\|rotate\|round\|scores\|sigmoid\|simplify\|slice\|softmax\|split\|sqrt\|starts_with\|stem\|strip_fence\|strip_prefix\|strip_suffix\|sum\|threshold\|to\|top\|trim\|trim_span\|unletterbox\|upper\|url_encode\|utf16_length\|word_pieces\|word_spans\|words\|zip\)\ze("
syn match lsmapType "\<\(angle\|bitmap\|bool\|box\|cxcywh\|cxcywhr\|datetime\|frame\|id\|inch\|int\|json\|keypoints\|logit\|logprob\|map\|mask\|norm\|number\|obox\|offset\|page\|percent\|permille\|png\|point\|polygon\|polygons\|pt\|px\|quad\|rle\|score\|size\|span\|string\|time\|xxyy\|xywh\|xyxy\|yxyx\)\>\ze\s*\(<\|[,}?|)\];]\|$\|#\)"
syn match lsmapControl "\(->\s*\)\@<=\([A-Za-z_][A-Za-z0-9_]*\|`[^`]\+`\)\ze\s*\({\|,\|on\>\|as\>\)"
syn match lsmapItem "^\(lsmap\|config\|use\|output\|param\|input\|type\|const\|labels\|fn\|rules\|task\|test\)\>\(\s*:\)\@!"
syn match lsmapEntry "\(^\s*\|{\s*\)\@<=\(with\|object\|data\|meta\|prediction\|apply\)\>\(\s*[:.(=]\)\@!"
syn match lsmapClause "\<\(left\s\+join\|join\|group\s\+adjacent\|group\|order\s\+by\|limit\|desc\|by\|on\|as\|to\)\>\(\s*[:.(]\)\@!"
syn match lsmapClause "\<\(same\s\+loose\|same\|by\s\+position\)\>\ze\s*\([,}#]\|$\)"
syn keyword lsmapKeyword if then else match for where when let skip fail
syn keyword lsmapOperatorWord and or not in
syn keyword lsmapConstant true false null
syn match lsmapEscape contained "\\\(["\\/bfnrt]\|u[0-9A-Fa-f]\{4}\)"
syn match lsmapBrace contained "{{\|}}"
syn region lsmapString start=+"+ skip=+\\.+ end=+"+ oneline contains=lsmapEscape
syn region lsmapHole contained matchgroup=lsmapBrace start=+{{\@!+ end=+}+ oneline contains=TOP
syn region lsmapFormat start=+\<f"+ skip=+\\.+ end=+"+ oneline contains=lsmapEscape,lsmapBrace,lsmapHole
syn region lsmapRaw start=+\<r"+ end=+"+ oneline
syn match lsmapQuoted "`[^`]\+`"
syn match lsmapComment "#.*$" contains=lsmapTodo,@Spell
syn keyword lsmapTodo contained TODO FIXME

hi def link lsmapComment Comment
hi def link lsmapTodo Todo
hi def link lsmapString String
hi def link lsmapFormat String
hi def link lsmapRaw String
hi def link lsmapEscape SpecialChar
hi def link lsmapBrace SpecialChar
hi def link lsmapQuoted Tag
hi def link lsmapControl Tag
hi def link lsmapNumber Number
hi def link lsmapConstant Constant
hi def link lsmapKeyword Statement
hi def link lsmapClause Statement
hi def link lsmapOperatorWord Operator
hi def link lsmapOperator Operator
hi def link lsmapItem Structure
hi def link lsmapEntry Structure
hi def link lsmapType Type
hi def link lsmapFunction Function
hi def link lsmapProperty Identifier
hi def link lsmapMember Normal

let b:current_syntax = "lsmap"
