using LinuxPatchApi.Packages.Families.Deb.Control;

namespace LinuxPatchApi.Packages.Families.Deb.Database;

/// <summary>Which packages apt calls automatically installed: <c>apt-mark showauto</c>, from its own file.</summary>
internal sealed class AptMarks(DpkgPaths paths) : IAutomaticMarks
{
    /// <summary>
    /// By name: apt writes the native architecture for packages of every architecture. Empty where there is no such file; null when it cannot
    /// be read, so that nobody takes "unknown" for "manual".
    /// </summary>
    public IReadOnlySet<string>? Automatic()
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            ControlFile.Read(
                paths.ExtendedStates,
                paragraph =>
                {
                    if (paragraph.Is("Auto-Installed"u8, "1"u8) && paragraph.First("Package"u8) is { } name)
                    {
                        found.Add(name);
                    }

                    return true;
                },
                CancellationToken.None);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // apt writes it with the first mark.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return null;
        }

        return found;
    }
}
