using LinuxPatchApi.HostServices.PackageKit.Model;
using LinuxPatchApi.HostServices.PackageKit.Transactions;
using LinuxPatchApi.HostServices.PackageKit.Vocabulary;
using LinuxPatchApi.HostServices.Tests.Support;
using LinuxPatchApi.HostServices.Tests.Support.Wire;

namespace LinuxPatchApi.HostServices.Tests.PackageKit;

/// <summary>The outcomes of transactions recorded from a real daemon.</summary>
public sealed class TransactionRecordTests
{
    private const string NewId = "tb-demo;2.0-1+deb1u1;all;debian-stable-security-main";

    [Fact]
    public async Task An_installation_tells_steps_progress_and_success()
    {
        (PackageKitOutcome outcome, List<PackageKitEvent> events) = await ReplayAsync("install");
        Assert.True(outcome.Succeeded);
        Assert.False(outcome.DaemonLost);
        Assert.Equal(385u, outcome.RuntimeMs);
        Assert.Equal(
            [
                PackageKitInfo.Downloading, PackageKitInfo.Finished, PackageKitInfo.Preparing, PackageKitInfo.Decompressing,
                PackageKitInfo.Finished, PackageKitInfo.Installing, PackageKitInfo.Finished, PackageKitInfo.Preparing,
                PackageKitInfo.Finished, PackageKitInfo.Installing, PackageKitInfo.Finished,
            ],
            outcome.Packages.Select(package => package.Info));
        Assert.All(outcome.Packages, package => Assert.Equal("tb-demo;1.0-1;all;+manual:testbed-stable-main", package.Id.Raw));
        Assert.Equal(11, events.OfType<PackageKitEvent.PackageReported>().Count());
        Assert.Equal(6, events.OfType<PackageKitEvent.ItemProgressed>().Count());
        PackageKitProgress[] progress = [.. events.OfType<PackageKitEvent.Progressed>().Select(one => one.Progress)];
        Assert.Contains(progress, one => one is { Status: PackageKitStatus.Install, Percentage: > 0 and < 100, AllowCancel: false });
        Assert.Equal(PackageKitStatus.Finished, progress[^1].Status);
        Assert.All(progress, one => Assert.Equal(PackageKitRole.InstallPackages, one.Role));
    }

    [Theory]
    [InlineData("updates", PackageKitInfo.Security, 1)]
    [InlineData("simulate-update", PackageKitInfo.Updating, 1)]
    [InlineData("resolve", PackageKitInfo.Installed, 4)]
    public async Task Rows_come_by_the_plural_signal(string name, PackageKitInfo info, int count)
    {
        PackageKitOutcome outcome = (await ReplayAsync(name)).Outcome;
        Assert.True(outcome.Succeeded);
        Assert.Equal(count, outcome.Packages.Count);
        Assert.All(outcome.Packages, package => Assert.Equal((info, "tb-demo"), (package.Info, package.Id.Name)));
    }

    [Fact]
    public async Task An_update_detail_has_its_links_and_changelog()
    {
        PackageKitUpdateDetail detail = Assert.Single((await ReplayAsync("update-detail")).Outcome.UpdateDetails);
        Assert.Equal(NewId, detail.Id.Raw);
        Assert.Equal(["tb-demo;1.0-1;all;manual:testbed-stable-main"], detail.Updates);
        Assert.Contains(detail.CveUrls, url => url.EndsWith("CVE-2025-0042", StringComparison.Ordinal));
        Assert.Contains(detail.CveUrls, url => url.EndsWith("CVE-2024-12345", StringComparison.Ordinal));
        Assert.NotEmpty(detail.BugzillaUrls);
        Assert.Equal(PackageKitRestart.None, detail.Restart);
        Assert.Contains("SECURITY UPDATE", detail.Changelog, StringComparison.Ordinal);
        Assert.Equal("", detail.Issued);
    }

    [Fact]
    public async Task Details_and_files_are_read()
    {
        PackageKitDetails details = Assert.Single((await ReplayAsync("details")).Outcome.Details);
        Assert.Equal(("tb-demo", "unknown", "https://example.invalid/tb-demo"), (details.Id.Name, details.License, details.Url));
        Assert.Null(details.DownloadSize);
        Assert.Contains("/usr/share/doc/tb-demo/version", Assert.Single((await ReplayAsync("files")).Outcome.Files).Paths);
    }

    [Fact]
    public async Task History_tells_what_the_daemon_believed()
    {
        IReadOnlyList<PackageKitPastTransaction> past = (await ReplayAsync("history")).Outcome.PastTransactions;
        Assert.Equal(5, past.Count);
        Assert.Equal((false, 0u), (past[0].Succeeded, past[0].DurationMs));
        Assert.Equal((true, PackageKitRole.InstallPackages, 385u), (past[2].Succeeded, past[2].Role, past[2].DurationMs));
    }

    [Theory]
    [InlineData("broken", PackageKitExit.Failed, PackageKitErrorCode.PackageFailedToInstall, "post-installation script")]
    [InlineData("not-found", PackageKitExit.Failed, PackageKitErrorCode.PackageNotFound, "Could not find")]
    [InlineData("cancelled-in-queue", PackageKitExit.Cancelled, PackageKitErrorCode.TransactionCancelled, "was never run")]
    public async Task A_failure_has_code_and_words(string name, PackageKitExit exit, PackageKitErrorCode code, string words)
    {
        (PackageKitOutcome outcome, List<PackageKitEvent> events) = await ReplayAsync(name);
        Assert.Equal((exit, code), (outcome.Exit, outcome.Error?.Code));
        Assert.Contains(words, outcome.Error?.Text, StringComparison.Ordinal);
        Assert.Contains(new PackageKitEvent.Failed(outcome.Error!), events);
    }

    [Fact]
    public async Task A_daemon_that_dies_is_told_as_lost_with_what_was_known()
    {
        PackageKitOutcome outcome = (await ReplayAsync("daemon-killed")).Outcome;
        Assert.True(outcome.DaemonLost);
        Assert.False(outcome.Succeeded);
        Assert.Equal(PackageKitExit.Unknown, outcome.Exit);
        Assert.Equal(10, outcome.Packages.Count);
    }

    [Theory]
    [InlineData("install")]
    [InlineData("broken")]
    public async Task Without_the_end_there_is_no_outcome(string name)
    {
        IReadOnlyList<WireMessage> messages = Recording.Read(name);
        var record = new TransactionRecord(Recording.OwnerOf(messages), observer: null);
        IReadOnlyList<TransactionSignal?> signals = await Recording.ReceiveAsync(messages);
        foreach (TransactionSignal? signal in signals.TakeWhile(signal => signal is not TransactionSignal.Finished))
        {
            Assert.NotNull(signal);
            record.Apply(signal);
            Assert.Null(record.Outcome);
        }
    }

    [Fact]
    public async Task A_name_that_stays_with_its_owner_is_no_loss_and_unknown_signals_are_ignored()
    {
        MessageWriter other = MessageWriter.Signal("/1_a", "org.freedesktop.PackageKit.Transaction", "Finished", "s");
        other.WriteString("success");
        IReadOnlyList<TransactionSignal?> signals = await Recording.ReceiveAsync(
            [
                Received(OwnerChanged("org.freedesktop.PackageKit", "", ":1.5"), "org.freedesktop.DBus"),
                Received(MessageWriter.Signal("/1_a", "org.freedesktop.PackageKit.Transaction", "Novelty").CreateMessage(), ":1.5"),
                Received(other.CreateMessage(), ":1.5"),
                Received(OwnerChanged("org.freedesktop.PackageKit", ":1.5", ":1.6"), "org.freedesktop.DBus"),
            ]);
        Assert.Equal([new TransactionSignal.OwnerChanged(":1.5"), null, null, new TransactionSignal.OwnerChanged(":1.6")], signals);
        var record = new TransactionRecord(":1.5", observer: null);
        record.Apply(signals[0]!);
        Assert.Null(record.Outcome);
        record.Apply(signals[3]!);
        Assert.True(record.Outcome?.DaemonLost);
    }

    [Fact]
    public async Task A_question_is_kept_with_its_fields()
    {
        var record = new TransactionRecord(":1.5", observer: null);
        MessageWriter eula = MessageWriter.Signal("/1_a", "org.freedesktop.PackageKit.Transaction", "EulaRequired", "ssss");
        foreach (var field in (string[])["eula-1", "a;1;all;r", "vendor", "text"])
        {
            eula.WriteString(field);
        }

        foreach (TransactionSignal? signal in await Recording.ReceiveAsync(
            [Received(eula.CreateMessage(), ":1.5"), Received(Finished(PackageKitExit.EulaRequired), ":1.5")]))
        {
            record.Apply(signal!);
        }

        PackageKitConsent consent = Assert.Single(record.Outcome!.Consents);
        Assert.Equal("EulaRequired", consent.Signal);
        Assert.Equal(["eula-1", "a;1;all;r", "vendor", "text"], consent.Fields);
    }

    private static MessageBuffer Finished(PackageKitExit exit)
    {
        MessageWriter writer = MessageWriter.Signal("/1_a", "org.freedesktop.PackageKit.Transaction", "Finished", "uu");
        writer.WriteUInt32((uint)exit);
        writer.WriteUInt32(5);
        return writer.CreateMessage();
    }

    private static MessageBuffer OwnerChanged(string name, string before, string now)
    {
        MessageWriter writer = MessageWriter.Signal("/org/freedesktop/DBus", "org.freedesktop.DBus", "NameOwnerChanged", "sss");
        writer.WriteString(name);
        writer.WriteString(before);
        writer.WriteString(now);
        return writer.CreateMessage();
    }

    /// <summary>The message as the bus would forward it.</summary>
    private static WireMessage Received(MessageBuffer message, string sender)
    {
        WireMessage sent = MessageParser.Parse(message.WithSerial(1));
        return sent.WithSender(sender);
    }

    private static async Task<(PackageKitOutcome Outcome, List<PackageKitEvent> Events)> ReplayAsync(string name)
    {
        IReadOnlyList<WireMessage> messages = Recording.Read(name);
        var events = new List<PackageKitEvent>();
        var record = new TransactionRecord(Recording.OwnerOf(messages), events.Add);
        foreach (TransactionSignal? signal in await Recording.ReceiveAsync(messages))
        {
            Assert.NotNull(signal);
            record.Apply(signal);
        }

        Assert.NotNull(record.Outcome);
        return (record.Outcome, events);
    }
}
