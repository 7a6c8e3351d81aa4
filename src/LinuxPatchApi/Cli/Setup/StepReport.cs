namespace LinuxPatchApi.Cli.Setup;

/// <summary>Prints what each step found or did, one line each.</summary>
internal sealed class StepReport(CommandContext context, string verb)
{
    private const int NameWidth = 13;

    public void Say(string step, string text) => context.Output.WriteLine($"{step.PadRight(NameWidth)}{text}");

    public void Plain(string line) => context.Output.WriteLine(line);

    /// <summary>Prints what went wrong and what to do, and returns the exit code.</summary>
    public ExitCode Fail(StepFailure failure)
    {
        context.Error.WriteLine($"linux-patch-api {verb}: {failure.Step}: {failure.Problem}");
        context.Error.WriteLine($"{"",NameWidth}to do: {failure.Remedy}");
        return failure.Exit;
    }
}

/// <summary>A step that could not be done.</summary>
/// <param name="Remedy">What the operator does next, as a command where possible.</param>
internal sealed record StepFailure(string Step, string Problem, string Remedy, ExitCode Exit);
