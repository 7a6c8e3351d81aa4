// The fuzzers' entry points: list | instrument FOLDER | afl TARGET | replay TARGET FILE... | run TARGET SECONDS | seeds TARGET FOLDER
using System.Diagnostics;
using System.Globalization;
using LinuxPatchApi.Fuzz;
using SharpFuzz;

switch (args)
{
    case ["list"]:
        Console.WriteLine(string.Join('\n', FuzzTarget.All.Select(target => target.Name)));
        return 0;

    // Adds the counters that AFL++ reads to every branch of our own assemblies.
    case ["instrument", var folder]:
        foreach (var name in new[] { "LinuxPatchApi.Http", "LinuxPatchApi.HostServices", "linux-patch-api" })
        {
            var types = Fuzzer.Instrument(
                Path.Combine(folder, name + ".dll"), type => type.StartsWith("LinuxPatchApi", StringComparison.Ordinal), Options.Value);
            Console.WriteLine($"{name}: {types.Count()} types");
        }
        return 0;

    case ["afl", var name]:
        var fuzzed = Find(name);
        Fuzzer.Run(stream =>
        {
            var copy = new MemoryStream();
            stream.CopyTo(copy);
            fuzzed.Check(copy.ToArray());
        });
        return 0;

    case ["seeds", var name, var folder]:
        var count = 0;
        foreach (var seed in Find(name).Corpus())
        {
            File.WriteAllBytes(Path.Combine(folder, $"seed-{count++:D4}"), seed);
        }
        return 0;

    case ["replay", var name, .. var files]:
        foreach (var file in files)
        {
            Replay.Check(Find(name), File.ReadAllBytes(file));
        }
        Console.WriteLine($"{name}: {files.Length} inputs replayed");
        return 0;

    // Without coverage: for a machine that has no AFL++, and to compare.
    case ["run", var name, var seconds]:
        var target = Find(name);
        var clock = Stopwatch.StartNew();
        var mutator = new Mutator(Environment.TickCount, target.Corpus());
        var done = 0L;
        for (var limit = int.Parse(seconds, CultureInfo.InvariantCulture); clock.Elapsed.TotalSeconds < limit; done++)
        {
            Replay.Check(target, mutator.Next());
        }
        Console.WriteLine($"{name}: {done} executions, {done / clock.Elapsed.TotalSeconds:F0} a second");
        return 0;

    default:
        Console.Error.WriteLine("list | instrument FOLDER | afl TARGET | replay TARGET FILE... | run TARGET SECONDS | seeds TARGET FOLDER");
        return 2;
}

static FuzzTarget Find(string name) => FuzzTarget.All.Single(target => target.Name == name);
