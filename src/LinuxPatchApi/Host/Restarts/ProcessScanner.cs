using System.Text;
using LinuxPatchApi.Files;

namespace LinuxPatchApi.Host.Restarts;

/// <summary>
/// Scans every process of /proc. Counts those it may not read and never guesses. Needs CAP_SYS_PTRACE to read processes with more
/// capabilities than the caller, which for a caller without any is almost all of them.
/// </summary>
/// <param name="proc">/proc, or a copy of it.</param>
/// <param name="owners">Packages by path; null without a known package database on disk.</param>
internal sealed class ProcessScanner(string proc, FileOwners? owners, TimeProvider time)
{
    public RestartScan Scan()
    {
        var init = Read("1", "cgroup") ?? "";
        var ownRoot = FileIdentity.Of(Path.Combine(proc, "self", "root", "."));
        // A mount of /proc that hides the processes of others hides the first one too.
        var (found, seen, unreadable) = (new List<StaleMapping>(), 0, Directory.Exists(Path.Combine(proc, "1")) ? 0 : 1);
        foreach (var folder in Directory.EnumerateDirectories(proc))
        {
            if (!int.TryParse(Path.GetFileName(folder), out var pid))
            {
                continue;
            }

            var maps = BoundedFile.Read(Path.Combine(folder, "maps"), RestartLimits.MapsBytes);
            if (maps.Bytes is { } bytes)
            {
                seen++;
                Add(found, pid, init, ownRoot, ProcessMaps.Code(Encoding.UTF8.GetString(bytes)));
            }
            else if (maps.Problem!.Reason is FileFailure.AccessDenied or FileFailure.TooLarge)
            {
                unreadable++;
            }
        }

        return StaleGroups.Of(found, owners, new RestartScan(time.GetUtcNow(), seen, unreadable, []));
    }

    private void Add(List<StaleMapping> found, int pid, string init, FileIdentity? ownRoot, IReadOnlyList<MappedFile> code)
    {
        var name = pid.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var root = Path.Combine(proc, name, "root");
        ProcessPlace? place = null;
        string? command = null;
        bool? isOurs = null;
        foreach (var file in code)
        {
            // Via the process's own root, because its mount namespace may show other files under the same names.
            if (!file.IsDeleted && !Replacement.IsAnother(file, FileIdentity.Of(root + file.Path)))
            {
                continue;
            }

            place ??= Read(name, "cgroup") is { } cgroup ? ProcessPlace.Of(cgroup, init) : ProcessPlace.Nowhere;
            command ??= Read(name, "comm")?.TrimEnd('\n') ?? "";
            isOurs ??= ownRoot is not null && FileIdentity.Of(root + "/.") == ownRoot;
            found.Add(new StaleMapping(place, new StaleProcess(pid, command), file.Path, file.IsDeleted, isOurs.Value));
        }
    }

    private string? Read(string pid, string file) =>
        BoundedFile.Read(Path.Combine(proc, pid, file), RestartLimits.MapsBytes).Bytes is { } bytes ? Encoding.UTF8.GetString(bytes) : null;
}
