namespace LinuxPatchApi.Packages.Dpkg;

/// <summary>Which packages apt calls automatically installed: <c>apt-mark showauto</c>, from its own file.</summary>
internal sealed class AptMarks(DpkgPaths paths)
{
    /// <summary>
    /// By name: apt writes the native architecture for packages of every architecture. Empty where there is no such file, or none that can
    /// be read.
    /// </summary>
    public IReadOnlySet<string> Automatic()
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
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            // Marks are told where they can be; a package manager without them has none to lose.
        }

        return found;
    }
}
