using System.Net;
using System.Net.Sockets;
using LinuxPatchApi.Http.Connections;
using LinuxPatchApi.Http.Limits;
using LinuxPatchApi.Http.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Http.Tests.Connections.Listening;

/// <summary>Which account a connection is counted on.</summary>
public sealed class AccountTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Case46_Addresses_of_one_64_are_one_network()
    {
        var registry = Registry(new HttpLimits { ConnectionsPerAddress = 2 });
        Assert.Equal(Admission.Admitted, registry.TryAdd(From("2001:db8::1")));
        Assert.Equal(Admission.Admitted, registry.TryAdd(From("2001:db8::2")));
        Assert.Equal(Admission.TooManyOfAddress, registry.TryAdd(From("2001:db8::3")));
        Assert.Equal(Admission.Admitted, registry.TryAdd(From("2001:db8:0:1::3")));
    }

    [Fact]
    public void Case46_A_client_that_was_good_before_comes_in_beside_a_full_network()
    {
        var registry = Registry(new HttpLimits { ConnectionsPerAddress = 2 });
        var good = From("2001:db8::1");
        Assert.Equal(Admission.Admitted, registry.TryAdd(good));
        Assert.Equal(Admission.Admitted, registry.Establish(good, "good"));
        registry.EndHandshake(good);
        registry.Remove(good);
        Assert.Equal(Admission.Admitted, registry.TryAdd(From("2001:db8::2")));
        Assert.Equal(Admission.Admitted, registry.TryAdd(From("2001:db8::3")));
        Assert.Equal(Admission.TooManyOfAddress, registry.TryAdd(From("2001:db8::4")));
        Assert.Equal(Admission.Admitted, registry.TryAdd(From("2001:db8::1")));
    }

    [Fact]
    public void Case46_Places_are_kept_for_clients_that_were_good_before()
    {
        var registry = Registry(new HttpLimits { Connections = 8, KeptPart = 8 });
        var good = From("192.0.2.200");
        registry.TryAdd(good);
        registry.Establish(good, "good");
        registry.EndHandshake(good);
        registry.Remove(good);
        for (var i = 0; i < 7; i++)
        {
            Assert.Equal(Admission.Admitted, registry.TryAdd(From($"192.0.2.{i}")));
        }
        Assert.Equal(Admission.TooManyConnections, registry.TryAdd(From("192.0.2.8")));
        Assert.Equal(Admission.Admitted, registry.TryAdd(From("192.0.2.200")));
        Assert.Equal(Admission.TooManyConnections, registry.TryAdd(From("192.0.2.200")));
    }

    [Fact]
    public void Case46_One_certificate_has_so_many_connections_and_no_more()
    {
        var registry = Registry(new HttpLimits { ConnectionsPerCertificate = 2 });
        HttpConnection[] connections = [From("192.0.2.1"), From("192.0.2.2"), From("192.0.2.3")];
        Assert.All(connections, c => Assert.Equal(Admission.Admitted, registry.TryAdd(c)));
        Assert.Equal(
            [Admission.Admitted, Admission.Admitted, Admission.TooManyOfCertificate],
            connections.Select(c => registry.Establish(c, "same")));
        registry.EndHandshake(connections[0]);
        registry.Remove(connections[0]);
        Assert.Equal(Admission.Admitted, registry.Establish(connections[2], "same"));
    }

    [Fact]
    public void Case45_A_refused_certificate_costs_more_than_one_handshake()
    {
        var limits = new HttpLimits { HandshakeBurst = 8, RefusedHandshakeCost = 4 };
        var registry = Registry(limits);
        for (var i = 0; i < 2; i++)
        {
            var bad = From("192.0.2.1");
            Assert.Equal(Admission.Admitted, registry.TryAdd(bad));
            registry.Charge(bad);
            registry.EndHandshake(bad);
            registry.Remove(bad);
        }
        Assert.Equal(Admission.TooFast, registry.TryAdd(From("192.0.2.1")));
        Assert.Equal(Admission.Admitted, registry.TryAdd(From("192.0.2.2")));
    }

    [Fact]
    public void What_is_remembered_of_a_certificate_and_of_all_is_bounded()
    {
        var known = new KnownClients(new HttpLimits { KnownCertificates = 2, KnownAddressesPerCertificate = 2 });
        for (var i = 1; i <= 3; i++)
        {
            known.Note(IPAddress.Parse($"192.0.2.{i}"), "a");
        }
        Assert.Equal(
            (null, "a", "a"),
            (known.Of(IPAddress.Parse("192.0.2.1")), known.Of(IPAddress.Parse("192.0.2.2")), known.Of(IPAddress.Parse("192.0.2.3"))));
        known.Note(IPAddress.Parse("192.0.2.11"), "b");
        known.Note(IPAddress.Parse("192.0.2.2"), "a");
        known.Note(IPAddress.Parse("192.0.2.12"), "c");
        Assert.Equal(
            (null, "a", "c"),
            (known.Of(IPAddress.Parse("192.0.2.11")), known.Of(IPAddress.Parse("192.0.2.2")), known.Of(IPAddress.Parse("192.0.2.12"))));
        known.Note(IPAddress.Parse("192.0.2.2"), "c");
        Assert.Equal(("c", 3), (known.Of(IPAddress.Parse("192.0.2.2")), known.Count));
    }

    private ConnectionRegistry Registry(HttpLimits limits) => new(limits, _time);

    private HttpConnection From(string address)
    {
        var options = new HttpServerOptions
        {
            Endpoints = [],
            AddressFilter = _ => true,
            Tls = new FixedTls(TestPki.Snapshot()),
            Handler = (_, _) => default,
            Faults = TestServer.RenderFault,
            Time = _time,
            Loggers = NullLoggerFactory.Instance,
        };
        var parsed = IPAddress.Parse(address);
        return new HttpConnection(
            new ServerContext(options, new PlainTransport()), new Socket(SocketType.Stream, ProtocolType.Tcp), parsed, null);
    }
}
