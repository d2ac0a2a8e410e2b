using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace SuperResFarm.Hosting.Startup;

/// <summary>Where a service listens, by <c>Urls</c> or <c>HTTP_PORTS</c>.</summary>
internal static class Addresses
{
    private const string Ports = "http_ports";

    /// <summary>Listens there when nothing says otherwise.</summary>
    public static void Default(WebApplicationBuilder builder, string address)
    {
        if (string.IsNullOrEmpty(builder.Configuration[WebHostDefaults.ServerUrlsKey]) && string.IsNullOrEmpty(builder.Configuration[Ports]))
            builder.WebHost.UseUrls(address);
    }

    /// <returns>The addresses, separated by semicolons.</returns>
    public static string Of(WebApplicationBuilder builder) => builder.WebHost.GetSetting(WebHostDefaults.ServerUrlsKey) is { Length: > 0 } urls
        ? urls
        : string.Join(';', (builder.Configuration[Ports] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries).Select(port => $"http://*:{port}"));
}
