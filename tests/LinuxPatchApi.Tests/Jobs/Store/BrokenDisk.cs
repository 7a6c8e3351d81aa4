using LinuxPatchApi.Jobs.Journal;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Store;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Jobs.Store;

/// <summary>A journal whose disk can be made to refuse every write, and a kill: a new store shows what the disk has.</summary>
internal sealed class BrokenDisk(TimeProvider time) : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Journal => _directory.File("jobs/journal.log");

    public JobStore Open() =>
        JobStore.Open(JobSamples.Line, _directory.File("jobs"), new JobHistory(500, TimeSpan.FromDays(30)), time).Store;

    /// <summary>Makes every write fail: a directory replaces the journal.</summary>
    public void Break()
    {
        File.Move(Journal, _directory.File("kept"));
        Directory.CreateDirectory(Journal);
    }

    /// <summary>Makes writes succeed again.</summary>
    public void Repair()
    {
        Directory.Delete(Journal);
        File.Move(_directory.File("kept"), Journal);
    }

    public void Remove() => File.Delete(Journal);

    /// <summary>Puts another file in the journal's place, as a restored backup would be.</summary>
    public void Replace(string content)
    {
        var restored = _directory.File("restored");
        File.WriteAllText(restored, content);
        File.Move(restored, Journal, overwrite: true);
    }

    /// <summary>The contents of the files that lay in the journal's place, by name.</summary>
    public IReadOnlyList<string> Replaced =>
        [.. Directory.EnumerateFiles(_directory.File("jobs"), "*.replaced*").Order(StringComparer.Ordinal).Select(File.ReadAllText)];

    public void Cut(int length)
    {
        using var file = new FileStream(Journal, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.SetLength(length);
    }

    public void RemoveAll() => Directory.Delete(_directory.File("jobs"), recursive: true);

    /// <summary>Returns what a start after a kill would find.</summary>
    public Job OnDisk(Guid id)
    {
        var place = Directory.Exists(Journal) ? _directory.File("kept") : Journal;
        using var file = new FileStream(place, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return JournalContent.Parse(JobSamples.Line, bytes).Jobs.Single(j => j.Id == id);
    }

    public void Dispose() => _directory.Dispose();
}
