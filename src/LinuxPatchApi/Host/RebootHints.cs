using LinuxPatchApi.Files;
namespace LinuxPatchApi.Host;

/// <summary>
/// The package manager's requests for a system restart since boot, kept in a file of the runtime directory, which is emptied at boot.
/// </summary>
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

    /// <summary>
    /// Adds a hint. One that cannot be written is lost when the agent restarts; the marker file and the comparison of kernels remain.
    /// </summary>
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
