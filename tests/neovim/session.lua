-- Neovim as a user of the language server: opens an example, asks, types, and compares. Run by
-- scripts/test-neovim.sh in a copy of the example; ends with status 1 at the first surprise.
local server = os.getenv("LSMAPC")
local wait = 10000 -- milliseconds

local function fail(what)
  io.stderr:write("FAILED: " .. what .. "\n")
  vim.cmd("cquit 1")
end

local function expect(what, holds)
  if not holds then
    fail(what)
  end
  io.stdout:write("ok: " .. what .. "\n")
end

vim.cmd("edit rules.lsmap")
local buffer = vim.api.nvim_get_current_buf()
vim.bo[buffer].filetype = "lsmap"
local client = vim.lsp.start_client({
  name = "lsmapc",
  cmd = { server, "lsp" },
  root_dir = vim.fn.getcwd(),
  get_language_id = function() return "lsmap" end,
})
expect("the server starts", client ~= nil)
vim.lsp.buf_attach_client(buffer, client)

local published = 0
local publish = vim.lsp.handlers["textDocument/publishDiagnostics"]
vim.lsp.handlers["textDocument/publishDiagnostics"] = function(...)
  published = published + 1
  return publish(...)
end

local function until_published(count)
  if not vim.wait(wait, function() return published >= count end, 5) then
    fail("no diagnostics were published")
  end
end

-- Where a text stands, and a cursor in it: `d.b|ox`.
local function place(text)
  local cursor = text:find("|", 1, true) - 1
  local plain = text:gsub("|", "", 1)
  for number, line in ipairs(vim.api.nvim_buf_get_lines(buffer, 0, -1, false)) do
    local found = line:find(plain, 1, true)
    if found then
      return { line = number - 1, character = found - 1 + cursor }
    end
  end
  fail("`" .. plain .. "` does not stand in the file")
end

local function ask(method, params)
  params.textDocument = vim.lsp.util.make_text_document_params(buffer)
  local answers, problem = vim.lsp.buf_request_sync(buffer, "textDocument/" .. method, params, wait)
  if problem then
    fail(method .. ": " .. problem)
  end
  return answers[client] or {}
end

local function replace(this, by)
  local at = place("|" .. this)
  vim.api.nvim_buf_set_text(buffer, at.line, at.character, at.line, at.character + #this, { by })
end

until_published(1)
expect("a correct file has no diagnostics", #vim.diagnostic.get(buffer) == 0)

local hover = ask("hover", { position = place("box: d.|box") }).result
expect("hover tells type and unit", hover.contents.value:find("box<px>", 1, true) ~= nil)

local definition = ask("definition", { position = place("-> |label {") }).result
expect("a control leads into the config", definition[1].uri:find("config.xml", 1, true) ~= nil)

local members = ask("completion", { position = place("(d.|class)") }).result.items
local labels = {}
for _, item in ipairs(members) do
  labels[item.label] = true
end
expect("fields are completed", labels.class and labels.confidence and labels.box)

local before = published
replace('"Airplane"', '"airplane"')
until_published(before + 1)
local messages = vim.diagnostic.get(buffer)
expect("a wrong label is marked as it is typed", #messages == 1 and messages[1].code == "LSM5102")
local actions = ask("codeAction", {
  range = { start = place('-> |"airplane"'), ["end"] = place('-> "airplane|"') },
  context = { diagnostics = {} },
}).result
expect("the label is mended by a code action", actions[1] ~= nil and actions[1].edit ~= nil)
before = published
vim.lsp.util.apply_workspace_edit(actions[1].edit, "utf-16")
until_published(before + 1)
expect("nothing is left to say", #vim.diagnostic.get(buffer) == 0)

local edit = ask("rename", { position = place("labels vehi|cle"), newName = "craft" }).result
vim.lsp.util.apply_workspace_edit(edit, "utf-16")
local text = table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), "\n")
expect("a table is renamed with its uses",
  text:find("labels craft ->", 1, true) and text:find("craft(d.class)", 1, true) and not text:find("vehicle", 1, true))

local symbols = ask("documentSymbol", {}).result
expect("the file has an outline", #symbols > 3)

replace("  box: d.box", "  box:    d.box")
local format = ask("formatting", { options = { tabSize = 2, insertSpaces = true } }).result
vim.lsp.util.apply_text_edits(format, buffer, "utf-16")
expect("the file is formatted", #format == 1 and place("  box: d.box|") ~= nil)

vim.lsp.stop_client(client)
expect("the server ends", vim.wait(wait, function() return vim.lsp.client_is_stopped(client) end, 5))
vim.cmd("qall!")
