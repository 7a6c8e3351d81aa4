using LinuxPatchApi.Audit;

namespace LinuxPatchApi.Tests.Audit;

public sealed class AuditTallyTests : IDisposable
{
    private readonly AuditSamples _samples = new();
    private readonly AuditTally _tally;

    public AuditTallyTests() => _tally = new AuditTally(_samples.Clock);

    public void Dispose() => _samples.Dispose();

    [Fact]
    public void First_refusal_by_the_rate_limit_gets_its_line_and_the_rest_of_the_minute_is_counted()
    {
        var refused = _samples.Entry("/api/v1/jobs", status: 429, code: "RATE_LIMITED");
        Assert.True(_tally.Admit(refused, out _));
        for (var i = 0; i < 10; i++)
        {
            Assert.False(_tally.Admit(refused, out _));
        }

        Assert.True(_tally.Admit(_samples.Entry("/api/v1/jobs", status: 429, code: "RATE_LIMITED", fingerprint: "ee"), out _));
        Assert.Equal(["rate_limited 192.0.2.1 CN=m 10"], Rows());
        Assert.Null(_tally.Drain());
        _samples.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(_tally.Admit(refused, out _));
    }

    [Fact]
    public void Reads_have_a_number_of_lines_per_minute_and_changes_do_not_count()
    {
        for (var i = 0; i < AuditLimits.LinesPerMinute; i++)
        {
            Assert.True(_tally.Admit(_samples.Entry("/x", status: i % 2 == 0 ? 200 : 304), out _));
        }

        Assert.Equal((false, true), (_tally.Admit(_samples.Entry("/x"), out var isFirst), isFirst));
        Assert.Equal((false, false), (_tally.Admit(_samples.Entry("/x", "HEAD"), out isFirst), isFirst));
        Assert.True(_tally.Admit(_samples.Entry("/x", "POST", 202), out _));
        Assert.Equal(["unlogged 192.0.2.1 CN=m 2"], Rows());
        _samples.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(_tally.Admit(_samples.Entry("/x"), out _));
    }

    [Fact]
    public void Case47_Flood_of_health_requests_uses_up_no_lines_of_other_reads_and_of_refusals()
    {
        Fill(AuditLimits.LinesPerMinute, () => _samples.Entry("/health", isHealth: true));
        Assert.True(_tally.Admit(_samples.Entry("/api/v1/jobs"), out _));
        Assert.True(_tally.Admit(_samples.Entry("/api/v1/system/reboot", "POST", 403, "FORBIDDEN"), out _));
        Assert.True(_tally.Admit(_samples.Entry("/health", "GET", 403, "FORBIDDEN", isHealth: true), out _));
    }

    [Fact]
    public void Case47_Flood_of_reads_uses_up_no_lines_of_refusals()
    {
        Fill(AuditLimits.LinesPerMinute, () => _samples.Entry("/api/v1/jobs"));
        Assert.True(_tally.Admit(_samples.Entry("/api/v1/system/reboot", "POST", 403, "FORBIDDEN"), out _));
        Assert.True(_tally.Admit(_samples.Entry("/api/v1/jobs", "GET", 403, "FORBIDDEN"), out _));
    }

    [Fact]
    public void Case47_Refusals_of_one_client_use_up_no_lines_of_another_and_its_reads_none_of_its_changes()
    {
        Fill(AuditLimits.RefusalsPerMinute, () => _samples.Entry("/nothing", status: 404, fingerprint: "aa"));
        Assert.True(_tally.Admit(_samples.Entry("/nothing", status: 404, fingerprint: "bb"), out _));
        Fill(AuditLimits.RefusalsPerMinute, () => _samples.Entry("/api/v1/packages/a", "DELETE", 403, "FORBIDDEN", fingerprint: "aa"));
        Assert.True(_tally.Admit(_samples.Entry("/api/v1/packages/a", "DELETE", 403, "FORBIDDEN", fingerprint: "bb"), out _));
        Fill(AuditLimits.RefusalsPerMinute, () => _samples.Entry("/broken", "", 400, "INVALID_REQUEST", fingerprint: "aa"));
    }

    [Fact]
    public void Case47_Change_over_the_rate_gets_its_line_although_a_read_over_the_rate_had_one()
    {
        Assert.True(_tally.Admit(_samples.Entry("/api/v1/jobs", status: 429, code: "RATE_LIMITED"), out _));
        Assert.True(_tally.Admit(_samples.Entry("/api/v1/system/reboot", "POST", 429, "RATE_LIMITED"), out _));
        Assert.False(_tally.Admit(_samples.Entry("/api/v1/system/reboot", "POST", 429, "RATE_LIMITED"), out _));
    }

    [Fact]
    public void Clients_above_the_number_of_shares_have_a_common_one()
    {
        for (var i = 0; i < AuditLimits.Shares; i++)
        {
            Assert.True(_tally.Admit(_samples.Entry("/x", status: 404, fingerprint: $"{i:x}"), out _));
        }

        Fill(AuditLimits.RefusalsPerMinute, () => _samples.Entry("/x", status: 404, fingerprint: Guid.NewGuid().ToString()));
        Assert.True(_tally.Admit(_samples.Entry("/x", status: 404, fingerprint: "0"), out _));
    }

    [Fact]
    public void Addresses_above_the_number_of_rows_have_a_common_one()
    {
        for (var i = 0; i < AuditLimits.DropRows + 100; i++)
        {
            Assert.Equal(i == 0, _tally.Add(AuditDrop.AddressDenied, $"2001:db8::{i:x}"));
        }

        var rows = Rows();
        Assert.Equal(AuditLimits.DropRows + 1, rows.Count);
        Assert.Equal("address_denied   100", rows[^1]);
    }

    /// <summary>Asserts that this many requests get a line and the next does not.</summary>
    private void Fill(int lines, Func<AuditEntry.Request> entry)
    {
        for (var i = 0; i < lines; i++)
        {
            Assert.True(_tally.Admit(entry(), out _));
        }

        Assert.False(_tally.Admit(entry(), out _));
    }

    private List<string> Rows() => [.. _tally.Drain()!.Rows.Select(r => r.ToString())];
}
