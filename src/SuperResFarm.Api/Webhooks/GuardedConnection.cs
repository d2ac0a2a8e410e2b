using System.Net;
using System.Net.Sockets;

namespace SuperResFarm.Api.Webhooks;

/// <summary>
/// Connects to receivers. A name is resolved once; every address it has must be allowed, and one of those very addresses is connected to, so that a name
/// that leads elsewhere a moment later leads nowhere.
/// </summary>
/// <param name="guard">Knows addresses.</param>
/// <param name="resolve">Gives the addresses of a name.</param>
internal sealed class GuardedConnection(AddressGuard guard, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
{
    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    /// <exception cref="ForbiddenAddressException">The receiver is where none may be.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = IPAddress.TryParse(host.Trim('[', ']').TrimEnd('.'), out var literal) ? [literal] : await resolve(host, ct);
        if (addresses.Length == 0)
            throw new SocketException((int)SocketError.HostNotFound);
        if (!addresses.All(address => guard.Allows(address, port)))
            throw new ForbiddenAddressException();
        return new NetworkStream(await FirstAsync(addresses, port, ct), ownsSocket: true);
    }

    private static async Task<Socket> FirstAsync(IPAddress[] addresses, int port, CancellationToken ct)
    {
        for (var at = 0; ; at++)
        {
            var socket = new Socket(addresses[at].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(addresses[at], port, ct);
                return socket;
            }
            catch (Exception fault)
            {
                socket.Dispose();
                if (fault is not SocketException || at == addresses.Length - 1)
                    throw;
            }
        }
    }
}

/// <summary>A receiver is where none may be. Says no address: its owner need not learn of them.</summary>
internal sealed class ForbiddenAddressException() : Exception("The receiver's name leads to a private, local or special address or port.");
