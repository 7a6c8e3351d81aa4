using System.Diagnostics;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Ansible;

/// <summary>A controller on this machine: Debian's ansible-core with a home directory of its own and the collection in it.</summary>
internal sealed class Controller
{
    private const string Preamble = """
        set -eEo pipefail
        trap 'echo "failed: $BASH_COMMAND" >&2' ERR
        export HOME={0} TMP={0} ANSIBLE_NOCOLOR=1 ANSIBLE_LOCALHOST_WARNING=false ANSIBLE_PIPELINING=1 LC_ALL=C.UTF-8
        exec >{1} 2>&1 </dev/null
        """;

    /// <summary>Origin: the page takes about a minute by itself, and several times that beside other work.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    private int _count;

    public string Folder { get; } = Directory.CreateTempSubdirectory("ansible").FullName;

    /// <summary>Builds the collection and installs it, as the page says.</summary>
    public async Task InstallAsync()
    {
        var built = await RunAsync(
            "ansible-galaxy collection build integrations/ansible --output-path $HOME",
            "ansible-galaxy collection install $HOME/linux_patch_api-agent-*.tar.gz");
        Assert.True(built.Exit == 0, built.Output);
    }

    public Task WriteAsync(string name, string content) => File.WriteAllTextAsync(Path.Combine(Folder, name), content);

    /// <summary>Runs lines of shell in the repository, with what they printed on both streams as the output.</summary>
    public async Task<CommandResult> RunAsync(params IReadOnlyList<string> lines)
    {
        var (process, log) = await StartAsync(lines);
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException(
                $"not within {Limit.TotalMinutes} minutes:\n{await File.ReadAllTextAsync(log, CancellationToken.None)}");
        }

        return new CommandResult(process.ExitCode, await File.ReadAllTextAsync(log, CancellationToken.None), "");
    }

    /// <summary>The same as a process that the caller ends or waits for.</summary>
    public async Task<(Process Process, string Log)> StartAsync(params IReadOnlyList<string> lines)
    {
        var (script, log) = await ScriptAsync(lines);
        return (Process.Start(new ProcessStartInfo("bash", script))!, log);
    }

    private async Task<(string Script, string Log)> ScriptAsync(IReadOnlyList<string> lines)
    {
        var number = Interlocked.Increment(ref _count);
        var (script, log) = (Path.Combine(Folder, $"{number}.sh"), Path.Combine(Folder, $"{number}.log"));
        await File.WriteAllLinesAsync(
            script, [string.Format(null, Preamble, Folder, log), $"cd {TestBed.Repository}", .. lines]);
        return (script, log);
    }
}
