using System.Net;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SuperResFarm.Hosting.Startup;

namespace SuperResFarm.Api.Webhooks;

/// <summary>Composition of what delivers webhooks.</summary>
internal static class WebhookServices
{
    public static void AddWebhooks(this IServiceCollection services)
    {
        services.AddFarmOptions<WebhookOptions, WebhookOptionsValidator>(WebhookOptions.Section);
        services.TryAddSingleton<SecretBox>();
        services.TryAddSingleton<AddressGuard>();
        services.TryAddSingleton<UrlRules>();
        services.TryAddSingleton<WebhookRules>();
        services.TryAddSingleton<Func<string, CancellationToken, Task<IPAddress[]>>>(Dns.GetHostAddressesAsync);
        services.TryAddSingleton<GuardedConnection>();
        services.TryAddSingleton<WebhookSender>();
        services.TryAddSingleton<Deliverer>();
        services.AddHostedService<WebhookService>();
    }
}
