using LinuxPatchApi.Cli;
using LinuxPatchApi.Cli.Verbs;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Cli;

/// <summary>Runs command lines in this process and captures their output.</summary>
internal sealed class CommandRunner
{
    public FakeTimeProvider Clock { get; } = new(TimeProvider.System.GetUtcNow());

    public CommandContext Context => new(new StringWriter(), new StringWriter(), Clock);

    public string Output { get; private set; } = "";

    public string Error { get; private set; } = "";

    public async Task<ExitCode> RunAsync(params string[] arguments)
    {
        var context = Context;
        var code = await CommandLine.RunAsync(VerbTable.All, arguments, context, CancellationToken.None);
        Output = context.Output.ToString()!;
        Error = context.Error.ToString()!;
        return code;
    }
}
