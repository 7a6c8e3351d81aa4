using LinuxPatchApi.Configuration.Findings;
using LinuxPatchApi.Configuration.Keys;

namespace LinuxPatchApi.Configuration;

/// <summary>
/// Finds a directory where the agent is to write a file, and the reverse. The files that it only reads are judged where they are read.
/// </summary>
internal static class PathKinds
{
    public static IEnumerable<Finding> Check(LoadedConfiguration loaded)
    {
        var (log, jobs) = (ConfigurationDefaults.LoggingFilePath, ConfigurationDefaults.JobsStoragePath);
        var file = loaded.Settings.Logging.AuditFilePath;
        if (Directory.Exists(file))
        {
            yield return Finding.Error(FindingReason.WrongType, loaded.Values[log.Path].Position, log.Path,
                $"{file} is a directory", $"name a file in it: {Path.Combine(file, "audit.log")}");
        }
        if (File.Exists(loaded.Settings.Jobs.StoragePath))
        {
            yield return Finding.Error(FindingReason.WrongType, loaded.Values[jobs.Path].Position, jobs.Path,
                $"{loaded.Settings.Jobs.StoragePath} is a file", "name a directory");
        }
    }
}
