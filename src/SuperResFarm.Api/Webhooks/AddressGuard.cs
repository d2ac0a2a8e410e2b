using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace SuperResFarm.Api.Webhooks;

/// <summary>
/// Which addresses receivers may have: those of the public Internet, and networks that the operator allows. Of IPv6 only what is handed out for global use
/// passes; an address with an IPv4 address inside is what that one is.
/// </summary>
/// <param name="options">Valid options.</param>
internal sealed class AddressGuard(IOptions<WebhookOptions> options)
{
    private const int Https = 443;
    private const int Http = 80;

    // IANA's registries of special-purpose addresses, and what is meant for many.
    private static readonly IPNetwork[] _denied =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
            "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "2001::/23",       // protocols: Teredo, benchmarks, ORCHID
            "2001:db8::/32",   // documentation
            "2002::/16",       // 6to4
            "3fff::/20",       // documentation
        }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork _global = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork _translated = IPNetwork.Parse("64:ff9b::/96");   // NAT64

    private readonly IPNetwork[] _allowed = [.. options.Value.AllowPrivate.Select(IPNetwork.Parse)];

    /// <summary>Whether some receivers are on networks of the operator's own, where any port and any name may be.</summary>
    public bool AllowsPrivate => _allowed.Length > 0;

    /// <returns>Whether a receiver may be there.</returns>
    /// <param name="address">Of the receiver.</param>
    public bool Allows(IPAddress address)
    {
        var plain = Plain(address);
        return _allowed.Any(network => network.Contains(plain)) || IsPublic(plain);
    }

    /// <returns>Whether a receiver may be there, on this port.</returns>
    public bool Allows(IPAddress address, int port)
    {
        var plain = Plain(address);
        return _allowed.Any(network => network.Contains(plain)) || (IsUsual(port) && IsPublic(plain));
    }

    /// <returns>Whether receivers on the Internet may have this port.</returns>
    public bool IsUsual(int port) => port == Https || (port == Http && options.Value.AllowHttp);

    private static bool IsPublic(IPAddress plain) =>
        (plain.AddressFamily == AddressFamily.InterNetwork || _global.Contains(plain)) && !_denied.Any(network => network.Contains(plain));

    // What the address leads to in the end. A zone names a link of this machine: it is kept off by the prefix.
    private static IPAddress Plain(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        var bytes = address.GetAddressBytes();
        var isatap = bytes.AsSpan(8, 4) is [0 or 2, 0, 0x5E, 0xFE];
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4()
            : _translated.Contains(new IPAddress(bytes)) || (isatap && _global.Contains(new IPAddress(bytes))) ? new IPAddress(bytes.AsSpan(12))
            : new IPAddress(bytes);
    }
}
