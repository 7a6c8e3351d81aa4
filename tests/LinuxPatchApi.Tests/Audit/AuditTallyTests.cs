using LinuxPatchApi.Audit;

namespace LinuxPatchApi.Tests.Audit;

public sealed class AuditTallyTests : IDisposable
{
    private readonly AuditSamples _samples = new();
    private readonly AuditTally _tally;

    public AuditTallyTests() => _tally = new AuditTally(_samples.Clock);

    public void Dispose() => _samples.Dispose();

    [Fact]
    public void First_refusal_by_the_rate_limit_has_its_line_and_the_rest_of_the_minute_is_counted()
    {
        var refused = _samples.Entry("/api/v1/jobs", status: 429, code: "RATE_LIMITED");
        Assert.True(_tally.Admit(refused).IsWritten);
        for (var i = 0; i < 10; i++)
        {
            Assert.False(_tally.Admit(refused).IsWritten);
        }

        var other = refused with { Client = refused.Client with { Fingerprint = "ee" } };
        Assert.True(_tally.Admit(other).IsWritten);
        Assert.Equal([new AuditDropRow(AuditDrop.RateLimited, "192.0.2.1", "CN=m", 10)], _tally.Take()!.Rows);
        Assert.Null(_tally.Take());
        _samples.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(_tally.Admit(refused).IsWritten);
    }

    [Fact]
    public void Minute_has_a_number_of_lines_for_reads_and_refusals_and_changes_do_not_count()
    {
        for (var i = 0; i < AuditLimits.LinesPerMinute; i++)
        {
            Assert.True(_tally.Admit(_samples.Entry("/x", status: i % 2 == 0 ? 200 : 404)).IsWritten);
        }

        Assert.Equal((false, true), _tally.Admit(_samples.Entry("/x")));
        Assert.Equal((false, false), _tally.Admit(_samples.Entry("/x", "POST", 400)));
        Assert.True(_tally.Admit(_samples.Entry("/x", "POST", 202)).IsWritten);
        Assert.Equal([new AuditDropRow(AuditDrop.Unlogged, "192.0.2.1", "CN=m", 2)], _tally.Take()!.Rows);
        _samples.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(_tally.Admit(_samples.Entry("/x")).IsWritten);
    }

    [Fact]
    public void Addresses_have_a_number_of_rows_and_the_rest_share_one()
    {
        for (var i = 0; i < AuditLimits.DropRows + 100; i++)
        {
            Assert.Equal(i == 0, _tally.Add(AuditDrop.AddressDenied, $"2001:db8::{i:x}"));
        }

        var rows = _tally.Take()!.Rows;
        Assert.Equal(AuditLimits.DropRows + 1, rows.Count);
        Assert.Equal(new AuditDropRow(AuditDrop.AddressDenied, null, null, 100), rows[^1]);
    }
}
