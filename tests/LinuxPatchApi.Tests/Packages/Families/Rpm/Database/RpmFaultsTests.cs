using LinuxPatchApi.Packages.Families.Rpm;
using LinuxPatchApi.Packages.Families.Rpm.Database;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Packages.Families.Rpm.Database;

/// <summary>Against databases that rpm made, whole, in the middle of its work, and damaged.</summary>
public sealed class RpmFaultsTests(RpmDatabase rpm) : IClassFixture<RpmDatabase>, IDisposable
{
    private readonly TemporaryDirectory _copy = new();

    public void Dispose() => _copy.Dispose();

    [Fact]
    public void Case12_Whole_database_has_no_fault_and_neither_has_one_with_changes_in_its_log()
    {
        Assert.Empty(Read(rpm.Root));
        Assert.Empty(Read(rpm.RemovedInLog("other")));
    }

    /// <summary>Each page of a table that is overwritten is found, wherever it is; those of rows and indexes are not looked at.</summary>
    [Fact]
    public void Case12_Damaged_page_of_a_table_is_a_fault_until_it_is_whole_again()
    {
        var database = Copy();
        var whole = File.ReadAllBytes(database);
        var faults = new RpmFaults(_copy.Path, RpmFamily.Instance.Databases);
        Assert.Empty(faults.Read());
        var (tables, found) = (0, 0);
        for (var at = 4096; at < whole.Length; at += 4096)
        {
            if (whole[at] is not (5 or 13))
            {
                continue;
            }

            tables++;
            File.WriteAllBytes(database, [.. whole.AsSpan(0, at), .. Enumerable.Repeat((byte)0xa5, 4096), .. whole.AsSpan(at + 4096)]);
            found += faults.Read().Count;
        }

        Assert.True(tables > 5, $"{tables} pages of tables");

        // A page of a row may begin like one of a table.
        Assert.InRange(found, tables * 3 / 4, tables);
        File.WriteAllBytes(database, whole);
        Assert.Empty(faults.Read());
    }

    [Theory]
    [InlineData("empty")]
    [InlineData("cut")]
    [InlineData("header")]
    [InlineData("schema")]
    public void Case12_Database_that_is_cut_or_begins_wrongly_is_a_fault(string what)
    {
        var database = Copy();
        var whole = File.ReadAllBytes(database);
        File.WriteAllBytes(database, what switch
        {
            "empty" => [],
            "cut" => whole[..(whole.Length / 2)],
            "header" => [.. new byte[100], .. whole.AsSpan(100)],
            _ => [.. whole.AsSpan(0, 100), .. new byte[3996], .. whole.AsSpan(4096)],
        });
        var fault = Assert.Single(Read(_copy.Path));
        Assert.Equal("the database is damaged or empty", fault.Seen);
        Assert.StartsWith(database, fault.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Case12_Database_without_a_package_is_a_fault()
    {
        Directory.CreateDirectory(_copy.File("var/lib/rpm"));
        Tool.Succeed("rpm", "--dbpath", _copy.File("var/lib/rpm"), "--initdb");
        Assert.EndsWith(
            "it has no package, so what is installed is not known", Assert.Single(Read(_copy.Path)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Case12_Database_that_is_gone_is_a_fault_and_one_of_another_kind_is_not()
    {
        File.Delete(Copy());
        Assert.Equal("the database is gone", Assert.Single(Read(_copy.Path)).Seen);
        _copy.Write("var/lib/rpm/Packages.db", "");
        Assert.Empty(Read(_copy.Path));
        Directory.Delete(_copy.File("var"), recursive: true);
        Assert.Empty(Read(_copy.Path));
    }

    private static IReadOnlyList<DatabaseFault> Read(string root) => new RpmFaults(root, RpmFamily.Instance.Databases).Read();

    private string Copy()
    {
        Directory.CreateDirectory(_copy.File("var/lib/rpm"));
        var copy = _copy.File(RpmDatabase.Place);
        File.Copy(rpm.Database, copy, overwrite: true);
        return copy;
    }
}
