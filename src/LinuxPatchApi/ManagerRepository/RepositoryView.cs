using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Files;

namespace LinuxPatchApi.ManagerRepository;

/// <summary>Reads the status from the disk, again when a file has changed: health asks four times a second.</summary>
/// <param name="settings">The section in force.</param>
internal sealed class RepositoryView(
    RepositoryHost host, RepositoryDirectory disk, Func<EnrollmentSettings> settings, TimeProvider time)
{
    private sealed record Seen(EnrollmentSettings Settings, FileStamp[] Stamps, RepositoryStatus Status);

    private volatile Seen? _seen;

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
            return seen.Status;
        }
        var status = Read(current);
        _seen = new Seen(current, stamps, status);
        return status;
    }

    private RepositoryStatus Read(EnrollmentSettings current)
    {
        var record = disk.Read();
        if (disk.ReadAnswer() is not { } answer || host.Judge(answer, current, time.GetUtcNow()).Good is not { } good)
        {
            return new RepositoryStatus(false, record, null, null, false) { Left = host.Left() };
        }
        var key = BoundedFile.Read(host.KeyPath, RepositoryLimits.FileBytes).Bytes;
        var hasKey = key is not null && key.AsSpan().SequenceEqual(good.Key.Content);
        return new RepositoryStatus(
            host.IsInPlace(good), record, hasKey ? good.Key.Fingerprint : null, hasKey ? good.Key.Until : null, good.Key.IsRevoked)
        {
            Left = host.Left(),
        };
    }
}
