using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs.Store;

/// <summary>Approximate bytes of memory of a job's record that was read from disk, where no two texts share an object. Pure.</summary>
internal static class JobWeight
{
    /// <summary>Origin: the record itself with its requester and times.</summary>
    private const int Record = 1024;

    /// <summary>Origin: an object with a length, and its place in a list.</summary>
    private const int Text = 32;

    /// <summary>Origin: seven members of eight bytes, and its place in a list.</summary>
    private const int Change = 80;

    public static long Of(Job job) =>
        OfKey(job) + job.Request.Weight() + Of(job.Message) + Of(job.Error) + Of(job.Packages) + Of(job.Automatic) + Of(job.Logs)
        + Of(job.Warnings) + Of(job.Changes) + (job.Restarted?.Sum(r => Change + Of(r.Unit) + Of(r.Reason)) ?? 0);

    /// <summary>Returns what remains of it in <see cref="Job.KeyOnly"/>.</summary>
    public static long OfKey(Job job) => Record + Of(job.Accepted) + (job.Answers?.Sum(a => Record + Of(a.Data)) ?? 0);

    /// <summary>Why a job is not admitted besides the waiting ones.</summary>
    public static string TooMuch => $"their requests take more than {JobLimits.WaitingBytes} bytes with this one";

    /// <summary>Returns the weight of jobs that have not begun, each as it is stored; deleted ones weigh nothing.</summary>
    public static long OfWaiting(IEnumerable<Job?> jobs) => jobs.OfType<Job>().Sum(OfWaiting);

    /// <summary>Returns the weight of a job that has not begun: its request, the answer that names all of its packages once
    /// more, and the client's certificates.</summary>
    public static long OfWaiting(Job job) => OfKey(job) + job.Request.Weight() + Of(job.Packages)
        + Of(job.Right?.Certificates);

    public static long Of(PackageSpec spec) => Text + Of(spec.Name) + Of(spec.Architecture) + Of(spec.Version);

    public static long Of(IReadOnlyList<PackageChange> changes) => changes.Sum(
        c => Change + Of(c.Name) + Of(c.FromVersion) + Of(c.ToVersion) + Of(c.Reason));

    public static long Of(IReadOnlyList<string>? texts) => texts?.Sum(Of) ?? 0;

    public static long Of(string? text) => text is null ? 0 : Text + (2L * text.Length);
}
