using LinuxPatchApi.HostServices.Bus.Messages;

namespace LinuxPatchApi.HostServices.Systemd;

/// <summary>Converts the properties of a unit to a record.</summary>
internal static class UnitReader
{
    /// <param name="unit">Properties of the Unit interface.</param>
    /// <param name="service">Properties of the Service interface; empty for other unit types.</param>
    public static UnitState Read(PropertyBag unit, PropertyBag service) => new(
        unit.Text("Id") ?? "",
        unit.Text("Description") ?? "",
        unit.Text("LoadState") ?? "",
        unit.Text("ActiveState") ?? "",
        unit.Text("SubState") ?? "",
        unit.Text("UnitFileState") ?? "",
        service.UInt32("MainPID") is { } pid and > 0 ? pid : null,
        service.Text("Type"),
        service.Bool("RemainAfterExit"),
        unit.Texts("TriggeredBy"),
        service.Text("Result"),
        service.UInt32("NRestarts"),
        unit.Texts("Names"))
    {
        InvocationId = Invocation(unit.Bytes("InvocationID")),
        RefusesManualRestart = unit.Bool("RefuseManualStop") == true || unit.Bool("RefuseManualStart") == true,
    };

    private static string? Invocation(IReadOnlyList<byte>? id) =>
        id is { Count: > 0 } && id.Any(static b => b != 0) ? Convert.ToHexStringLower([.. id]) : null;
}
