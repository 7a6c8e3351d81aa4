using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Files;
using LinuxPatchApi.Packages.Repositories;

namespace LinuxPatchApi.ManagerRepository;

/// <summary>Reads the status from the disk, again when a file has changed: health asks four times a second.</summary>
/// <param name="settings">The section in force.</param>
internal sealed class RepositoryView(
    RepositoryHost host, RepositoryDirectory disk, Func<EnrollmentSettings> settings, TimeProvider time)
{
    /// <param name="Name">That of the repository in the package manager's configuration; null when it is not known.</param>
    private sealed record Seen(EnrollmentSettings Settings, FileStamp[] Stamps, RepositoryStatus Status, string? Name)
    {
        public RepositoryStatus With(Func<IReadOnlyList<RepositoryState>?> configured) =>
            Name is not null && configured()?.FirstOrDefault(one => one.Name == Name) is { } own
                ? Status with { Index = new RepositoryIndex(own.HasIndex || own.Release is not null, own.Messages, own.Refusal) }
                : Status;
    }

    private volatile Seen? _seen;

    /// <summary>Returns all repositories that the package manager has configured; null where they are not known.</summary>
    public Func<IReadOnlyList<RepositoryState>?> Configured { get; init; } = static () => null;

    /// <summary>Null without a manager, or when the configuration leaves repositories alone.</summary>
    public RepositoryStatus? Now()
    {
        var current = settings();
        if (RepositoryHost.ManagerOf(current) is null)
        {
            return null;
        }
        string[] paths = host.Family is null
            ? [disk.RecordFile]
            : [disk.RecordFile, disk.AnswerFile, host.KeyPath, host.SourcePath];
        // Before they are read: a change in between is seen the next time.
        FileStamp[] stamps = [.. paths.Select(FileStamp.Of)];
        if (_seen is { } seen && ReferenceEquals(seen.Settings, current) && seen.Stamps.AsSpan().SequenceEqual(stamps))
        {
            return seen.With(Configured);
        }
        var (status, name) = Read(current);
        _seen = seen = new Seen(current, stamps, status, name);
        return seen.With(Configured);
    }

    private (RepositoryStatus Status, string? Name) Read(EnrollmentSettings current)
    {
        var record = disk.Read();
        if (disk.ReadAnswer() is not { } answer || host.Judge(answer, current, time.GetUtcNow()).Good is not { } good)
        {
            return (new RepositoryStatus(false, record, null, null, false) { Left = host.Left() }, null);
        }
        var key = BoundedFile.Read(host.KeyPath, RepositoryLimits.FileBytes).Bytes;
        var hasKey = key is not null && key.AsSpan().SequenceEqual(good.Key.Content);
        var status = new RepositoryStatus(
            host.IsInPlace(good), record, hasKey ? good.Key.Fingerprint : null, hasKey ? good.Key.Until : null, good.Key.IsRevoked)
        {
            Left = host.Left(),
        };
        return (status, status.IsInPlace ? host.Family!.NameOf(good.Source) : null);
    }
}
