using LinuxPatchApi.Checks;
using LinuxPatchApi.Init;

namespace LinuxPatchApi.Host.Checks;

/// <summary>Checks that the clock is right, as far as that can be determined.</summary>
/// <param name="certificateFrom">The server certificate's first moment; null when there is none.</param>
internal sealed class ClockCheck(HostFacts host, Func<DateTimeOffset?> certificateFrom, TimeProvider time) : ICheck
{
    public const string Name = "clock";

    public string Id => Name;

    public ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken) =>
        new(Judge(time.GetUtcNow(), certificateFrom(), File.Exists("/run/systemd/timesync/synchronized"), host.Container));

    /// <param name="now">The host's clock.</param>
    /// <param name="certificateFrom">The server certificate's first moment; null when there is none.</param>
    /// <param name="synchronised">Whether systemd-timesyncd has set the clock since boot.</param>
    /// <param name="container">The kind of container, which shares the clock of its host; null outside containers.</param>
    public static CheckResult Judge(DateTimeOffset now, DateTimeOffset? certificateFrom, bool synchronised, string? container)
    {
        var seen = $"{now:yyyy-MM-dd'T'HH:mm:ss'Z'}";
        if (certificateFrom > now)
        {
            return CheckResult.Fail(Name, seen, "the clock is before the server certificate's first moment",
                "set the clock, and install a time service");
        }

        return synchronised ? CheckResult.Ok(Name, $"{seen}, synchronised")
            : container is not null ? CheckResult.Ok(Name, $"{seen}, the clock of the host of this {container} container")
            : CheckResult.Warn(Name, seen, "whether the clock is synchronised is unknown",
                $"install {InitCommands.Here.TimeServices}, unless another service keeps the time");
    }
}
