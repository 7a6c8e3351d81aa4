using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Protocol;

/// <summary>The strict manager in Python: plays one scene and prints a line a step.</summary>
internal static class ManagerClient
{
    private const string Script = "tests/LinuxPatchApi.SystemTests/Protocol/Clients/manager.py";

    /// <summary>With the certificates that the sandbox has for its client.</summary>
    public static Task<IReadOnlyList<string>> PlayAsync(AgentHost host, string scene, params IReadOnlyList<string> arguments) =>
        PlayAsAsync(host, host.Sandbox.ClientFiles, [scene, .. arguments]);

    /// <summary>The lines; throws with all of them at the first thing that the manager could not read or would act on wrongly.</summary>
    public static async Task<IReadOnlyList<string>> PlayAsAsync(AgentHost host, string folder, IReadOnlyList<string> scene)
    {
        // -B: no compiled files beside the sources.
        var result = await Command.TryAsync(
            "/usr/bin/python3", ["-B", "-u", Path.Combine(TestBed.Repository, Script), host.Client.Address, folder, .. scene]);
        Assert.True(result.Exit == 0, result.Text);
        return result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Changes the host where the scene waits for it.</summary>
    public static async Task ChangeAsync(AgentHost host, Task playing, string script)
    {
        var ready = Path.Combine(host.Sandbox.ClientFiles, "ready");
        await Eventually.AsWantedAsync(
            "the scene", () => Task.FromResult(playing.IsCompleted || File.Exists(ready)), isThere => isThere, seconds: 120);
        File.Delete(ready);
        await host.Sandbox.ShAsync(script);
        await File.WriteAllTextAsync(Path.Combine(host.Sandbox.ClientFiles, "done"), "");
    }
}
