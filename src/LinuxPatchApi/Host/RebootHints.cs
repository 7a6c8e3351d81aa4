using LinuxPatchApi.Files;
namespace LinuxPatchApi.Host;

/// <summary>The package manager's wishes for a restart of the system since boot; kept in a file of the run-time directory, which a boot empties.</summary>
internal sealed class RebootHints(string path)
{
    private readonly Lock _lock = new();

    public IReadOnlyList<string> All()
    {
        lock (_lock)
        {
            try
            {
                return File.Exists(path) ? RegularFile.ReadAllLines(path) : [];
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return [];
            }
        }
    }

    /// <summary>A hint that cannot be kept is lost at the agent's restart; the marker file and the kernel test remain.</summary>
    public void Add(string hint)
    {
        lock (_lock)
        {
            try
            {
                RegularFile.Check(path);
                if (!All().Contains(hint))
                {
                    File.AppendAllLines(path, [hint]);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // See the summary.
            }
        }
    }
}
