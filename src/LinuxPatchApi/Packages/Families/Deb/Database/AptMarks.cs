using LinuxPatchApi.Packages.Families.Deb.Control;

namespace LinuxPatchApi.Packages.Families.Deb.Database;

/// <summary>Reads which packages apt marks as automatically installed (<c>apt-mark showauto</c>) from apt's own file.</summary>
internal sealed class AptMarks(DpkgPaths paths) : IAutomaticMarks
{
    /// <summary>
    /// Returns names only: apt writes the native architecture for packages of every architecture. Empty when the file does not exist; null
    /// when it cannot be read, so that "unknown" is not mistaken for "manual".
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
            // apt creates the file with the first mark.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return null;
        }

        return found;
    }
}
