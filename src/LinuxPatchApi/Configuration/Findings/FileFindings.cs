using LinuxPatchApi.Files;

namespace LinuxPatchApi.Configuration.Findings;

/// <summary>Findings about a file that could not be read.</summary>
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
