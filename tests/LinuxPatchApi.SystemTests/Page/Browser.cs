using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Page;

/// <summary>Debian's Chromium without a screen, with a client certificate, driven by the DevTools protocol.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private readonly string _home;
    private readonly Process _process;
    private readonly DevTools _tab = new();

    private Browser(string home, Process process) => (_home, _process) = (home, process);

    public IReadOnlyList<string> Console => _tab.Console;

    public static async Task<Browser> StartAsync(ClientIdentity identity)
    {
        var home = await BrowserProfile.CreateAsync(identity);
        // In a mount namespace of its own, so that the policy is that of this browser and not of the machine.
        var start = new ProcessStartInfo("unshare",
        [
            "--mount", "--propagation", "private",
            "sh", "-ec", "mount --bind \"$HOME/etc\" /etc/chromium; exec chromium \"$@\"", "chromium",
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--hide-scrollbars",
            $"--user-data-dir={home}/profile", "--remote-debugging-port=0", "about:blank",
        ])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["HOME"] = home;
        var browser = new Browser(home, Process.Start(start)!);
        browser._process.BeginErrorReadLine();
        browser._process.BeginOutputReadLine();
        await browser.ConnectAsync();
        return browser;
    }

    /// <summary>
    /// Loads a page, with an empty console. The previous page goes first: what it reports while it is being left, such as requests that are
    /// broken off, is not the new page's.
    /// </summary>
    public async Task OpenAsync(string url)
    {
        await _tab.CallAsync("Page.navigate", new() { ["url"] = "about:blank" });
        await UntilAsync("location.href === 'about:blank' && document.readyState === 'complete'");
        _tab.ClearConsole();
        await _tab.CallAsync("Page.navigate", new() { ["url"] = url });
    }

    /// <summary>The value of an expression in the page; a promise is awaited, an exception thrown.</summary>
    public async Task<JsonElement> EvaluateAsync(string expression)
    {
        var result = await _tab.CallAsync(
            "Runtime.evaluate", new() { ["expression"] = expression, ["awaitPromise"] = true, ["returnByValue"] = true });
        return result.TryGetProperty("exceptionDetails", out var thrown)
            ? throw new InvalidOperationException($"{expression}: {thrown}")
            : result.At("result").TryGetProperty("value", out var value) ? value : default;
    }

    public async Task<string> TextAsync(string expression) => (await EvaluateAsync(expression)).ToString();

    /// <summary>
    /// Until an expression is true in the page; a page that is being loaded does not know its functions yet, and the browser answers no
    /// question about one that it is just leaving.
    /// </summary>
    public Task UntilAsync(string expression, int seconds = 30) => Eventually.AsWantedAsync(
        expression,
        async () =>
        {
            try
            {
                return await TextAsync($"(() => {{ try {{ return Boolean({expression}); }} catch {{ return false; }} }})()");
            }
            catch (InvalidOperationException error) when (error.Message.Contains("navigated or closed", StringComparison.Ordinal))
            {
                return error.Message;
            }
        },
        v => v == "True",
        seconds);

    /// <summary>A click as a person's: on what can be seen and pressed.</summary>
    public async Task ClickAsync(string id)
    {
        await UntilAsync($"document.getElementById('{id}')?.checkVisibility() && !document.getElementById('{id}').ariaDisabled");
        await EvaluateAsync($"document.getElementById('{id}').click()");
    }

    /// <summary>Presses a key of the keyboard: Enter or Escape.</summary>
    public async Task PressAsync(string key)
    {
        foreach (var type in new[] { "keyDown", "keyUp" })
        {
            await _tab.CallAsync("Input.dispatchKeyEvent", new()
            {
                ["type"] = type,
                ["key"] = key,
                ["code"] = key,
                ["windowsVirtualKeyCode"] = key == "Enter" ? 13 : 27,
                ["text"] = key == "Enter" && type == "keyDown" ? "\r" : "",
            });
        }
    }

    public async Task ViewAsync(int width, int height, bool isDark = false)
    {
        await _tab.CallAsync("Emulation.setDeviceMetricsOverride",
            new() { ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = false });
        await _tab.CallAsync("Emulation.setEmulatedMedia", new()
        {
            ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = isDark ? "dark" : "light" }),
        });
    }

    /// <summary>What is to be seen now, as PNG.</summary>
    public async Task<byte[]> ScreenshotAsync() =>
        (await _tab.CallAsync("Page.captureScreenshot", new() { ["format"] = "png" })).At("data").GetBytesFromBase64();

    /// <summary>Role and name of everything that a screen reader would read.</summary>
    public async Task<IReadOnlyList<(string Role, string Name)>> AccessibleAsync() =>
    [
        .. (await _tab.CallAsync("Accessibility.getFullAXTree")).Items("nodes").Where(node => !node.Flag("ignored"))
            .Select(node => (Value(node, "role"), Value(node, "name"))),
    ];

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        await _tab.DisposeAsync();
        _process.Dispose();
        Directory.Delete(_home, recursive: true);
    }

    private static string Value(JsonElement node, string member) =>
        node.TryGetProperty(member, out var value) && value.TryGetProperty("value", out var text) ? text.ToString() : "";

    private async Task ConnectAsync()
    {
        var file = Path.Combine(_home, "profile/DevToolsActivePort");
        var port = await Eventually.AsWantedAsync(
            "the port of Chromium", async () => File.Exists(file) ? (await File.ReadAllLinesAsync(file))[0] : "", text => text.Length > 0);
        using var http = new HttpClient();
        var tabs = JsonDocument.Parse(await http.GetStringAsync($"http://127.0.0.1:{port}/json")).RootElement;
        var tab = tabs.EnumerateArray().First(t => t.Text("type") == "page");
        await _tab.ConnectAsync(new Uri(tab.Text("webSocketDebuggerUrl")!));
        foreach (var domain in new[] { "Page", "Log", "Runtime", "Accessibility" })
        {
            await _tab.CallAsync($"{domain}.enable");
        }
    }
}
