using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs;

/// <summary>About how many bytes of memory the record of a job takes when it was read from the disk, where no two texts are one. Pure.</summary>
internal static class JobWeight
{
    /// <summary>Origin: the record itself with its requester and times.</summary>
    private const int Record = 1024;

    /// <summary>Origin: an object with a length, and its place in a list.</summary>
    private const int Text = 32;

    /// <summary>Origin: seven members of eight bytes, and its place in a list.</summary>
    private const int Change = 80;

    public static long Of(Job job) =>
        OfKey(job) + job.Request.Weight() + Of(job.Packages) + Of(job.Automatic) + Of(job.Logs) + Of(job.Warnings) + Of(job.Changes);

    /// <summary>What is left of it in <see cref="Job.KeyOnly"/>.</summary>
    public static long OfKey(Job job) => Record + Of(job.Accepted) + (job.Answers?.Sum(a => Record + Of(a.Data)) ?? 0);

    /// <summary>Why a job is not admitted beside those that wait.</summary>
    public static string TooMuch => $"what they were asked for takes more than {JobLimits.WaitingBytes} bytes with this one";

    /// <summary>What jobs were asked for that have not begun; those that are gone weigh nothing.</summary>
    public static long OfWaiting(IEnumerable<Job?> jobs) => jobs.OfType<Job>().Sum(job => OfAsked(job.Request, job.Packages));

    /// <summary>What was asked for.</summary>
    public static long OfAsked(JobRequest request, IReadOnlyList<string> packages) => Record + request.Weight() + Of(packages);

    public static long Of(PackageSpec spec) => Text + Of(spec.Name) + Of(spec.Architecture) + Of(spec.Version);

    public static long Of(IReadOnlyList<PackageChange> changes) => changes.Sum(
        c => Change + Of(c.Name) + Of(c.FromVersion) + Of(c.ToVersion) + Of(c.Reason));

    public static long Of(IReadOnlyList<string>? texts) => texts?.Sum(Of) ?? 0;

    public static long Of(string? text) => text is null ? 0 : Text + (2L * text.Length);
}
