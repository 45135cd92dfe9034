// Starts `lsmapc lsp` and hands it the rule files and the labeling configs of the workspace.
const vscode = require("vscode");
const { LanguageClient, TransportKind } = require("vscode-languageclient/node");

let client;

function serverOptions() {
  const settings = vscode.workspace.getConfiguration("lsmap");
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
  const command = settings.get("server.path").replace("${workspaceFolder}", folder);
  return { command, args: ["lsp", ...settings.get("server.arguments")], transport: TransportKind.stdio };
}

async function start() {
  const options = serverOptions();
  client = new LanguageClient("lsmap", "lsmap", options, {
    // A labeling config that is open is taken as it stands in the editor.
    documentSelector: [{ language: "lsmap" }, { language: "xml" }],
    synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher("**/*.{lsmap,xml}") },
  });
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    const choice = await vscode.window.showErrorMessage(
      `lsmap: \`${options.command} lsp\` does not start (${error.message}). Highlighting and snippets work without it.`,
      "Open settings"
    );
    if (choice) {
      vscode.commands.executeCommand("workbench.action.openSettings", "lsmap.server.path");
    }
  }
}

async function stop() {
  const running = client;
  client = undefined;
  await running?.stop();
}

exports.activate = async (context) => {
  context.subscriptions.push(
    vscode.commands.registerCommand("lsmap.restart", async () => {
      await stop();
      await start();
    }),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      if (event.affectsConfiguration("lsmap.server")) {
        await stop();
        await start();
      }
    })
  );
  await start();
};

exports.deactivate = stop;
