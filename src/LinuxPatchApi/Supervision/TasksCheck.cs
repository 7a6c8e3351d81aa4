using LinuxPatchApi.Checks;

namespace LinuxPatchApi.Supervision;

/// <summary>Checks that the background tasks run.</summary>
/// <param name="down">Sentences about those that are paused after a failure.</param>
internal sealed class TasksCheck(Func<IReadOnlyList<string>> down) : ICheck
{
    public const string Name = "background-tasks";

    public string Id => Name;

    public object? Mark => down();

    public ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken) => new(Judge(down()));

    public static CheckResult Judge(IReadOnlyList<string> down) => down.Count == 0
        ? CheckResult.Ok(Name, "all run")
        : CheckResult.Warn(
            Name, $"{down.Count} do not run", string.Join("; ", down),
            "they are restarted automatically; the journal of linux-patch-api has the reason") with
        { Reasons = down };
}
