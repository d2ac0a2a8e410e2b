using System.Net;
using Microsoft.Extensions.Options;

namespace SuperResFarm.Api.Settings;

/// <summary>Keeps a service that asks nobody for a key from being opened to a network by accident.</summary>
/// <param name="configuration">Says where the server listens.</param>
internal sealed class ListeningRule(IConfiguration configuration) : IValidateOptions<ApiOptions>
{
    private const string Remedy = "set Api:Keys:Required=true with Api:Keys:PepperFile, or Api:TrustTenantHeader=true behind a gateway that authenticates, "
        + "or Api:Keys:Open=true if anybody who reaches it may use it";

    public ValidateOptionsResult Validate(string? name, ApiOptions options)
    {
        if (options.Keys.Required || options.Keys.Open || options.TrustTenantHeader || Addresses().FirstOrDefault(address => !IsLoopback(address)) is not { } open)
            return ValidateOptionsResult.Success;
        return ValidateOptionsResult.Fail($"The service would listen at {open}, beyond this machine, and ask nobody for a key: {Remedy}.");
    }

    /// <returns>Whether only this machine reaches an address.</returns>
    internal static bool IsLoopback(string address)
    {
        var host = address[(address.IndexOf("://", StringComparison.Ordinal) + 3)..].Split('/')[0];
        host = host.StartsWith('[') ? host[1..].Split(']')[0] : host.Split(':')[0];
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || IPAddress.TryParse(host, out var ip) && IPAddress.IsLoopback(ip);
    }

    // Everything that Kestrel listens at, whichever of its settings goes before the others.
    private IEnumerable<string> Addresses() =>
    [
        .. (configuration[WebHostDefaults.ServerUrlsKey] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        .. Ports("http"), .. Ports("https"),
        .. configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]).OfType<string>(),
    ];

    // Ports count only where no address is named.
    private IEnumerable<string> Ports(string scheme) => configuration[WebHostDefaults.ServerUrlsKey] is { Length: > 0 } ? []
        : (configuration[$"{scheme}_ports"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries).Select(port => $"{scheme}://*:{port}");
}
