using System.Text;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.SelfUpdate;

/// <summary>A container whose repository offers other versions of the agent, good and broken, made of the package under test.</summary>
public class SelfUpdateHost : AgentHost
{
    /// <summary>Seconds; a good version needs less than one.</summary>
    public const int Deadline = 8;

    /// <summary>Offers a wrapper of the new version where the agent's unit asks whether it can start at all.</summary>
    private const string Wrapper = "#!/bin/sh\ncase $* in *--can-start*) exit 0 ;; esac\n";

    public override string Configuration => WideLimits + $"""
        self_update:
          deadline_seconds: {Seconds}
        """;

    /// <summary>The deadline of this host.</summary>
    protected virtual int Seconds => Deadline;

    /// <summary>The version of the package under test, and the next one.</summary>
    public static string Present { get; } = File.ReadAllText(Path.Combine(TestBed.Repository, "VERSION")).Trim();

    public static string Next { get; } = Later(1);

    /// <summary>The one after that.</summary>
    public static string Last { get; } = Later(2);

    private static string Later(int by) => Present[..^1] + (char)(Present[^1] + by);

    /// <summary>
    /// The program of the next version: the same one, which calls itself by the other number. The compiler keeps the number as data, whose
    /// last zero byte it packs away, and in instructions: four characters at once, and the last one on its own.
    /// </summary>
    internal static byte[] Good(byte[] program) => Saying(Next, program);

    /// <summary>The program of the last version.</summary>
    internal static byte[] GoodLast(byte[] program) => Saying(Last, program);

    private static byte[] Saying(string version, byte[] program)
    {
        var (old, other) = (Encoding.Unicode.GetBytes(Present), Encoding.Unicode.GetBytes(version));
        var made = (byte[])program.Clone();
        var data = Replace(made, old.AsSpan()[..^1], other.AsSpan()[..^1], at => at);
        // mov word ptr [reg+8], imm16, within the few bytes after the four characters.
        byte[] last = [8, old[^2], 0];
        var code = Replace(made, old.AsSpan()[..8], other.AsSpan()[..8], at =>
        {
            var found = made.AsSpan(at + 8, 16).IndexOf(last);
            if (found >= 0)
            {
                made[at + 8 + found + 1] = other[^2];
            }

            return at;
        });
        Assert.True(data > 0 && code > 0, $"the number stands in {data} places of the data and {code} of the code");
        return made;
    }

    private static int Replace(byte[] bytes, ReadOnlySpan<byte> old, ReadOnlySpan<byte> other, Func<int, int> found)
    {
        var count = 0;
        for (var at = bytes.AsSpan().IndexOf(old); at >= 0; count++)
        {
            other.CopyTo(bytes.AsSpan(at));
            var from = found(at) + old.Length;
            var rest = bytes.AsSpan(from).IndexOf(old);
            at = rest < 0 ? -1 : from + rest;
        }

        return count;
    }

    internal static byte[] ExitsAtOnce(byte[] program) => Encoding.ASCII.GetBytes(Wrapper + "exit 1\n");

    internal static byte[] HangsBeforeListening(byte[] program) => Encoding.ASCII.GetBytes(Wrapper + "kill -STOP $$\n");

    /// <summary>As a version that no longer accepts the host's configuration: EX_CONFIG, after which systemd does not try again.</summary>
    internal static byte[] CannotReadTheConfiguration(byte[] program) =>
        Encoding.ASCII.GetBytes(Wrapper + "echo 'server.port: not a setting of this version' >&2\nexit 78\n");

    /// <summary>e_machine of the ELF header: AArch64.</summary>
    internal static byte[] OfAnotherArchitecture(byte[] program)
    {
        var made = (byte[])program.Clone();
        made[18] = 0xB7;
        return made;
    }

    /// <summary>Makes a package of the next version and lets the repository offer it, and the present one too.</summary>
    internal Task OfferAsync(Func<byte[], byte[]> make) => OfferAsync(Sandbox, Next, make);

    /// <inheritdoc cref="OfferAsync(Func{byte[], byte[]})"/>
    internal static async Task OfferAsync(Sandbox sandbox, string version, Func<byte[], byte[]> make)
    {
        var pool = $"{sandbox.Archive}/pool/stable";
        foreach (var former in Directory.GetFiles(pool, "linux-patch-api_*.deb"))
        {
            File.Delete(former);
        }

        await BuildAsync($"{pool}/linux-patch-api_{version}_amd64.deb", version, make);
        File.Copy(TestBed.Package(), $"{pool}/linux-patch-api_{Present}_amd64.deb", overwrite: true);

        // Signs and indexes the whole pool.
        await sandbox.PublishAsync("sample-index", $"{Interlocked.Increment(ref _index)}");
        await sandbox.ShAsync("rm -f /var/cache/apt/archives/linux-patch-api*");
    }

    private static int _index;

    /// <summary>Puts a package of the last version into the container, for an administrator to install; its program says so too.</summary>
    /// <returns>The file's path in it.</returns>
    internal async Task<string> BringLastAsync()
    {
        const string file = "/root/last.deb";
        File.Delete(Sandbox.Root + file);
        await BuildAsync(Sandbox.Root + file, Last, GoodLast);
        return file;
    }

    private static async Task BuildAsync(string deb, string version, Func<byte[], byte[]> make)
    {
        var folder = Directory.CreateTempSubdirectory("selfupdate").FullName;
        await Command.RunAsync("dpkg-deb", "-x", TestBed.Package(), folder);
        var program = Path.Combine(folder, "program");
        await File.WriteAllBytesAsync(program, make(await File.ReadAllBytesAsync(Path.Combine(folder, "usr/bin/linux-patch-api"))));
        await Command.RunAsync(Path.Combine(TestBed.Repository, "packaging/deb/build"), program, deb, version);
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>The present version again, with a fresh state.</summary>
    internal async Task PresentAsync()
    {
        // On a loaded machine systemd now and then drops the connection of a client; a second stop does no harm.
        const string stop = "systemctl stop linux-patch-api-guard.service linux-patch-api.service";
        await Sandbox.ShAsync($"{stop} || {stop}; rm -rf /var/lib/linux_patch_api/self-update");
        File.Copy(TestBed.Package(), Sandbox.Root + "/root/agent.deb", overwrite: true);
        await Sandbox.ShAsync("dpkg --configure -a; dpkg -i --force-downgrade /root/agent.deb; systemctl restart linux-patch-api.service");
        await AnsweringAsync();
        Assert.Equal(Present, (await Client.HealthAsync()).Text("version"));
    }
}
