// A fleet manager for trying enrolment by hand: FakeManager ADDRESS:PORT CA-FILE
// Writes its authority to CA-FILE; each line "approve" or "deny" on standard input is an administrator's answer to the host that waits.
using System.Net;
using LinuxPatchApi.FakeManager;

if (args.Length != 2 || !IPEndPoint.TryParse(args[0], out var place))
{
    await Console.Error.WriteLineAsync("usage: FakeManager ADDRESS:PORT CA-FILE");
    return 2;
}
await using var manager = new Manager(TimeProvider.System, place);
await File.WriteAllTextAsync(args[1], manager.Pki.AuthorityPem);
Console.WriteLine(manager.Address);
while (await Console.In.ReadLineAsync() is { } line)
{
    switch (line.Trim())
    {
        case "approve" when manager.Enrolments.Waiting.Count == 1:
            Console.WriteLine(manager.Enrolments.Approve());
            break;
        case "deny":
            manager.Enrolments.Deny();
            break;
        default:
            Console.WriteLine($"{manager.Enrolments.Waiting.Count} wait");
            break;
    }
}
return 0;
