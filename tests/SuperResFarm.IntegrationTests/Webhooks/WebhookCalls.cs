using System.Net.Http.Json;
using SuperResFarm.Contracts.Http;
using SuperResFarm.IntegrationTests.Api;
using SuperResFarm.IntegrationTests.Faults;

namespace SuperResFarm.IntegrationTests.Webhooks;

/// <summary>Short words for what tests ask of webhooks.</summary>
internal static class WebhookCalls
{
    public static async Task<WebhookBody> HookAsync(this TestFarm farm, string url, params string[] events) =>
        await TestFarm.BodyAsync<WebhookBody>(await farm.Http.PostAsJsonAsync("/v1/webhooks", new WebhookRequest(url, events), FarmJson.Options), 201);

    /// <summary>Likewise at a farm of processes, which may be about to start.</summary>
    public static Task<WebhookBody> HookAsync(this FarmRig farm, string url, params string[] events) => farm.UntilAsync("the webhook is made", async () =>
    {
        using var answer = await farm.Client.PostAsJsonAsync("/v1/webhooks", new WebhookRequest(url, events), FarmJson.Options);
        return answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<WebhookBody>(FarmJson.Options) : null;
    });

    public static async Task<T> PostAsync<T>(this TestFarm farm, string path, int status) => await TestFarm.BodyAsync<T>(await farm.Http.PostAsync(path, null), status);

    public static Task<HttpResponseMessage> PatchAsync(this TestFarm farm, Guid webhook, WebhookChange change) =>
        farm.Http.PatchAsJsonAsync($"/v1/webhooks/{webhook}", change, FarmJson.Options);

    public static async Task<IReadOnlyList<DeliveryBody>> LogAsync(this TestFarm farm, Guid webhook) =>
        (await farm.GetAsync<Page<DeliveryBody>>($"/v1/webhooks/{webhook}/deliveries?limit=1000")).Items;

    /// <returns>The only delivery of a webhook, when it stands as a test wants it to.</returns>
    public static async Task<DeliveryBody> DeliveryAsync(this TestFarm farm, Guid webhook, Func<DeliveryBody, bool> stands)
    {
        await TestFarm.UntilAsync(async () => await farm.LogAsync(webhook) is [var one] && stands(one));
        return (await farm.LogAsync(webhook))[0];
    }
}
