using System.Threading.Channels;

namespace LinuxPatchApi.Files;

/// <summary>
/// Notifies when one of several files may have changed. Watches their directories, so that files which are replaced by rename, deleted or
/// created again stay watched. Does not say what happened: readers compare contents themselves. Each directory costs a thread of the base
/// library, so one watch serves all files of the daemon.
/// </summary>
internal sealed class FileWatch : IDisposable
{
    private readonly Lock _gate = new();
    private readonly string[] _paths;
    private readonly ITimer _settle;
    private readonly ITimer _poll;
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private List<FileSystemWatcher> _watchers = [];
    private FileStamp[] _stamps;
    private bool _disposed;

    public FileWatch(IEnumerable<string> paths, TimeProvider clock)
    {
        _paths = [.. paths.Select(Path.GetFullPath)];
        _stamps = ReadStamps();
        _settle = clock.CreateTimer(_ => Publish(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _poll = clock.CreateTimer(_ => Poll(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        lock (_gate)
        {
            Rearm();
        }
    }

    /// <summary>One item for each burst of changes. A busy reader finds one item waiting, never a backlog.</summary>
    public ChannelReader<bool> Changes => _changes.Reader;

    /// <summary>False while inotify is unavailable for some directory; mtimes are polled instead.</summary>
    public bool IsEventDriven { get; private set; }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _watchers.ForEach(watcher => watcher.Dispose());
            _watchers.Clear();
        }
        _settle.Dispose();
        _poll.Dispose();
        _changes.Writer.TryComplete();
    }

    private void Rearm()
    {
        var old = _watchers;
        _watchers = [];
        IsEventDriven = true;
        foreach (var directory in _paths.SelectMany(Directories).Distinct(StringComparer.Ordinal))
        {
            if (Watch(directory) is { } watcher)
            {
                _watchers.Add(watcher);
            }
            else
            {
                IsEventDriven = false;
            }
        }
        old.ForEach(watcher => watcher.Dispose());
        _poll.Change(IsEventDriven ? FileWatchTiming.SafetyNet : FileWatchTiming.Fallback, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The directory of the name, and that of the file when the name is a link.</summary>
    private static IEnumerable<string> Directories(string path)
    {
        yield return Path.GetDirectoryName(path)!;
        if (FileStamp.FinalTarget(path) is { } target)
        {
            yield return Path.GetDirectoryName(target)!;
        }
    }

    private FileSystemWatcher? Watch(string directory)
    {
        FileSystemWatcher? watcher = null;
        try
        {
            watcher = new FileSystemWatcher(directory)
            {
                NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite | NotifyFilters.Attributes | NotifyFilters.Size
                    | NotifyFilters.DirectoryName,
            };
            watcher.Changed += (_, change) => OnChange(change.FullPath);
            watcher.Created += (_, change) => OnChange(change.FullPath);
            watcher.Deleted += (_, change) => OnChange(change.FullPath);
            watcher.Renamed += (_, change) => OnChange(change.FullPath, change.OldFullPath);
            watcher.Error += (_, _) => Settle();
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception error) when (error is IOException or ArgumentException or UnauthorizedAccessException)
        {
            watcher?.Dispose();
            return null;
        }
    }

    private void OnChange(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Concerns(_paths, name))
            {
                Settle();
                return;
            }
        }
    }

    /// <summary>
    /// True when a change of <paramref name="name"/> can change one of the files: it is the file, the target of the link, or a directory on
    /// the path to either (certs -> certs.2026; a link into a directory that is itself a link, as in mounted secrets). Such a directory is
    /// noticed only if its parent is watched too.
    /// </summary>
    internal static bool Concerns(IEnumerable<string> paths, string name) =>
        paths.Any(path => IsPartOfPath(name, path) || (FileStamp.FinalTarget(path) is { } target && IsPartOfPath(name, target)));

    private static bool IsPartOfPath(string name, string path) => path == name || path.StartsWith(name + "/", StringComparison.Ordinal);

    private void Settle()
    {
        lock (_gate)
        {
            if (!_disposed)
            {
                _settle.Change(FileWatchTiming.Settle, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Publish()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }
            _stamps = ReadStamps();
            Rearm();
        }
        _changes.Writer.TryWrite(true);
    }

    private void Poll()
    {
        bool changed;
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }
            var now = ReadStamps();
            changed = !now.AsSpan().SequenceEqual(_stamps);
            _stamps = now;
            Rearm();
        }
        if (changed)
        {
            _changes.Writer.TryWrite(true);
        }
    }

    private FileStamp[] ReadStamps() => [.. _paths.Select(FileStamp.Of)];
}
