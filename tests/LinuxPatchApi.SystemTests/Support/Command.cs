using System.Diagnostics;

namespace LinuxPatchApi.SystemTests.Support;

/// <summary>Runs a program of this machine to its end.</summary>
internal static class Command
{
    /// <summary>Origin: the slowest verb of the sandbox builds a root file system: two minutes, and those of others before it.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>Throws with both streams when the program fails.</summary>
    public static async Task<string> RunAsync(string file, params IReadOnlyList<string> arguments)
    {
        var result = await TryAsync(file, arguments);
        return result.Exit == 0
            ? result.Output
            : throw new InvalidOperationException(
                $"{Path.GetFileName(file)} {string.Join(' ', arguments)}: exit {result.Exit}\n{result.Text}");
    }

    public static async Task<CommandResult> TryAsync(string file, params IReadOnlyList<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(Limit);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return new CommandResult(process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{file} {string.Join(' ', arguments)} did not end within {Limit.TotalSeconds} s");
        }
    }
}
