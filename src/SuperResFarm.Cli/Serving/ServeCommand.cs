using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Logging;
using SuperResFarm.Api;
using SuperResFarm.Api.Settings;
using SuperResFarm.Broker;
using SuperResFarm.Hosting.Startup;
using SuperResFarm.Worker;

namespace SuperResFarm.Cli.Serving;

/// <summary><c>superres serve</c>: a whole farm in one process, with its data in one folder and no server beside it.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "Folder for the jobs, the objects and what is under way. s3://NAME/KEY is DATA/objects/NAME/KEY.", DefaultValueFactory = _ => "superres-farm" };
        var url = new Option<string>("--url") { Description = "Where to listen.", DefaultValueFactory = _ => ApiOptions.DefaultUrl };
        var models = new Option<string[]>("--models", "-m") { Description = "Folder of models; may be repeated. Default: as for upscale." };
        var images = new Option<int>("--images") { Description = "Images at the same time, 1 to 64.", DefaultValueFactory = _ => 2 };
        var command = new Command("serve", "Runs a farm in this process: the service, a worker, and everything they need, in one folder.") { data, url, models, images };
        command.SetAction(async (parsed, _) =>
        {
            using var folder = FarmFolder.Open(parsed.GetValue(data)!);
            return await FarmHost.RunAsync("superres serve", [], parsed.GetValue(url)!, builder => Compose(builder, [
                .. folder.Settings(),
                new("Api:Url", parsed.GetValue(url)),
                new("Worker:Images", $"{parsed.GetValue(images)}"),
                .. (parsed.GetValue(models) ?? []).Select((path, at) => KeyValuePair.Create($"Models:Folders:{at}", (string?)Path.GetFullPath(path))),
            ]), app =>
            {
                app.MapFarmApi();
                app.Lifetime.ApplicationStarted.Register(() => Say(parsed.GetValue(url)!, folder));
            });
        });
        return command;
    }

    private static void Compose(WebApplicationBuilder builder, IEnumerable<KeyValuePair<string, string?>> settings)
    {
        // Below the environment, so that single parts can still be others: a real object store, say.
        ((IConfigurationBuilder)builder.Configuration).Sources.Insert(0, new MemoryConfigurationSource { InitialData = settings });
        builder.Logging.AddFilter("SuperResFarm", LogLevel.Warning);
        builder.Services.AddBroker();
        builder.Services.AddFarmApi();
        builder.Services.AddFarmWorker();
    }

    private static void Say(string url, FarmFolder folder) => Console.WriteLine(
        $"""
        The farm answers at {url}; Ctrl-C stops it, and the next start goes on.
        Images go into folders below {folder.Objects}: {Path.Combine(folder.Objects, "photos")} is s3://photos/.
          superres submit --prefix s3://photos/ -o s3://results/ --watch
        Or from anywhere: superres submit photo.jpg -o out/
        """);
}
