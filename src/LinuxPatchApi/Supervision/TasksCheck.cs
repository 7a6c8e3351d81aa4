using LinuxPatchApi.Checks;

namespace LinuxPatchApi.Supervision;

/// <summary>Whether the background tasks run.</summary>
/// <param name="down">Sentences on those that do not.</param>
internal sealed class TasksCheck(Func<IReadOnlyList<string>> down) : ICheck
{
    public const string Name = "background-tasks";

    public string Id => Name;

    public object? Mark => down();

    public ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken) => new(Judge(down()));

    public static CheckResult Judge(IReadOnlyList<string> down) => down.Count == 0
        ? CheckResult.Ok(Name, "all run")
        : CheckResult.Warn(Name, $"{down.Count} do not run", string.Join("; ", down), "they are started again; look in the journal of linux-patch-api for the reason") with { Reasons = down };
}
