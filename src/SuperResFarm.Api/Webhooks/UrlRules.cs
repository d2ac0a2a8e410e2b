using System.Net;
using Microsoft.Extensions.Options;

namespace SuperResFarm.Api.Webhooks;

/// <summary>What the address of a receiver must be. Where a name leads is seen when it is connected to, each time.</summary>
/// <param name="guard">Knows addresses.</param>
/// <param name="options">Valid options.</param>
internal sealed class UrlRules(AddressGuard guard, IOptions<WebhookOptions> options)
{
    private const int Longest = 2048;

    /// <returns>What is wrong with an address, to follow its name; null: nothing.</returns>
    /// <param name="url">As given.</param>
    public string? MistakeIn(string url)
    {
        if (url.Length > Longest || url.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)) || !Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
            return $"must be an absolute address, https://host/path, of at most {Longest} characters";
        if (uri.Scheme != Uri.UriSchemeHttps && !(options.Value.AllowHttp && uri.Scheme == Uri.UriSchemeHttp))
            return options.Value.AllowHttp ? "must begin with https:// or http://" : "must begin with https://";
        if (uri.UserInfo.Length > 0 || url.Split('/', 4)[2].Contains('@', StringComparison.Ordinal))
            return "must not carry a user name or password; deliveries are signed instead";
        if (uri.Fragment.Length > 0)
            return "must not have a fragment (#): it would not be sent";
        if (!guard.AllowsPrivate && !guard.IsUsual(uri.Port))
            return options.Value.AllowHttp ? "must use port 443 or 80" : "must use port 443";
        return uri.Host.All(char.IsAscii) ? MistakeInHost(uri) : "must have its host in ASCII; international names begin with xn-- there";
    }

    // Uri reads decimal, octal, hexadecimal and shortened forms of IPv4 as what they are; so does IPAddress with what is left over.
    private string? MistakeInHost(Uri uri)
    {
        var host = uri.IdnHost.Trim('[', ']').TrimEnd('.');
        if (IPAddress.TryParse(host, out var address))
            return guard.Allows(address, uri.Port) ? null : "must not lead to a private, local or special address";
        if (guard.AllowsPrivate)
            return null;
        return !host.Contains('.', StringComparison.Ordinal) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            ? "must have a full name for its host, as hooks.example.com" : null;
    }
}
