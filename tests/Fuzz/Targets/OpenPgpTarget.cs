using LinuxPatchApi.OpenPgp;
using LinuxPatchApi.Packages.Families.Keys;

namespace LinuxPatchApi.Fuzz.Targets;

/// <summary>Keyrings and signatures: keys, or why there are none.</summary>
internal static class OpenPgpTarget
{
    private static readonly DateTimeOffset Now = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);

    public static void Check(byte[] input) => Allocations.Bounded(
        input,
        () =>
        {
            var (ring, problem) = Keyring.Read(input, Now);
            Violation.Unless((ring is null) != (problem is null), "neither keys nor a problem");
            Violation.Unless(ring is null || ring.Keys.Count > 0, "a ring without keys");
            // What is written anew holds the same keys, and nothing else.
            var again = ring is null ? null : Keyring.Read(ring.Binary, Now).Ring;
            Violation.Unless(ring is null || (again?.Keys.Count == ring.Keys.Count && again.Until == ring.Until), "not the same again");
            _ = KeyFiles.Signatures(input).Count();
        });
}
