using LinuxPatchApi.Configuration.Yaml;
using LinuxPatchApi.Files;

namespace LinuxPatchApi.Configuration;

/// <summary>Says in findings why a file could not be read.</summary>
internal static class FileFindings
{
    public static Finding Of(FileProblem problem)
    {
        var reason = problem.Reason switch
        {
            FileFailure.NotFound => FindingReason.FileMissing,
            FileFailure.TooLarge => FindingReason.FileTooLarge,
            _ => FindingReason.FileUnreadable,
        };
        return Finding.Error(reason, FilePosition.WholeFile(problem.Path), "", problem.Detail);
    }
}
