using SuperResFarm.Api;
using SuperResFarm.Api.Settings;
using SuperResFarm.Broker;
using SuperResFarm.Hosting.Startup;

return await FarmHost.RunAsync("superres-api", args, ApiOptions.DefaultUrl,
    builder =>
    {
        if (builder.Configuration[$"{ApiOptions.Section}:{nameof(ApiOptions.Url)}"] is { Length: > 0 } url)
            builder.WebHost.UseUrls(url);
        builder.Services.AddBroker();
        builder.Services.AddFarmApi();
    },
    app => app.MapFarmApi());
