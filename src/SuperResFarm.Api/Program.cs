using SuperResFarm.Api;
using SuperResFarm.Api.Background;
using SuperResFarm.Api.Settings;
using SuperResFarm.Broker;
using SuperResFarm.Hosting.Startup;

const string Name = "superres-api";
return args is ["migrate", .. var settings]
    ? await FarmHost.DoAsync(Name, settings, Compose, Migration.RunAsync)
    : await FarmHost.RunAsync(Name, args, ApiOptions.DefaultUrl, Compose, app => app.MapFarmApi());

static void Compose(WebApplicationBuilder builder)
{
    if (builder.Configuration[$"{ApiOptions.Section}:{nameof(ApiOptions.Url)}"] is { Length: > 0 } url)
        builder.WebHost.UseUrls(url);
    builder.Services.AddBroker();
    builder.Services.AddFarmApi();
}
