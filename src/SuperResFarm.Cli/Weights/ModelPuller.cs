using Spectre.Console;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Inference.Importing;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Downloads;
using SuperResFarm.Models.Store;

namespace SuperResFarm.Cli.Weights;

/// <summary>Fetches published models and imports them, with a progress bar for each.</summary>
/// <param name="store">Where they are kept.</param>
/// <param name="catalog">What is known of published files.</param>
internal sealed class ModelPuller(ModelStore store, ModelCatalog catalog)
{
    /// <summary>Fetches models one after the other; what is there already is left as it is.</summary>
    /// <exception cref="FarmException">Terms are not accepted (then nothing is fetched), a download failed, or a file was refused.</exception>
    public async Task PullAsync(IReadOnlyList<PullOrder> orders, CancellationToken ct)
    {
        foreach (var order in orders)
        {
            LicenceGate.Pass(order.Entry.Name, order.Entry.Licence, order.Import.AcceptLicence);
            RequireChecksum(order);
        }
        using var http = ModelHttp.Create();
        var importer = new ModelImporter(catalog, TimeProvider.System);
        foreach (var order in orders)
            Say(Imported(order) is { } there ? new(there, []) : await PullAsync(order, new ModelDownload(http), importer, ct));
    }

    private async Task<ImportResult> PullAsync(PullOrder order, ModelDownload download, ModelImporter importer, CancellationToken ct)
    {
        var request = DownloadRequest.For(order.Entry) with
        {
            Sha256 = order.Entry.File.Sha256 ?? order.Sha256,
            AllowUnverified = order.AllowUnverified,
        };
        return await AnsiConsole.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new DownloadedColumn(), new TransferSpeedColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                var bar = context.AddTask(Markup.Escape(order.Entry.Name), maxValue: request.Bytes ?? 1);
                var file = await download.FetchAsync(request, Path.Combine(store.Folder, "downloads"), new BarProgress(bar, order.Entry.Name), ct);
                bar.Value = bar.MaxValue = file.Bytes;
                bar.Description = $"{Markup.Escape(order.Entry.Name)} importing";
                var import = order.Import with { Path = file.Path, Published = order.Entry };
                var result = await importer.ImportAsync(import, store, ct);
                File.Delete(file.Path);   // all that was in it is in the store
                bar.Description = $"{Markup.Escape(order.Entry.Name)} ready";
                return result;
            });
    }

    // Told by where it came from, and by its checksum where there is one: a catalog may come to name another file.
    private StoredModel? Imported(PullOrder order)
    {
        var (url, known) = (order.Entry.File.Url.ToString(), order.Entry.File.Sha256 ?? order.Sha256?.ToLowerInvariant());
        return store.List().FirstOrDefault(model =>
            model.Source == url && model.Card.Precision == order.Import.Precision && (known is null || model.Card.Sha256 == known));
    }

    private static void RequireChecksum(PullOrder order)
    {
        if ((order.Entry.File.Sha256 ?? order.Sha256) is null && !order.AllowUnverified)
            throw FarmException.Rejected(
                FailureCode.SettingsInvalid,
                $"The checksum of '{order.Entry.Name}' is not known for certain; give it with --sha256 if you have it from its authors, or take the file "
                + "as it comes with --allow-unverified.");
        if (order is { Sha256: { } given, Entry.File.Sha256: { } known } && !given.Equals(known, StringComparison.OrdinalIgnoreCase))
            throw FarmException.Rejected(FailureCode.SettingsInvalid, $"--sha256 differs from the published checksum of '{order.Entry.Name}', {known}.");
    }

    private static void Say(ImportResult result)
    {
        foreach (var warning in result.Warnings)
            Console.Error.WriteLine($"warning: {warning}");
        Console.WriteLine($"{result.Model.Card.Name} is ready: superres upscale -n {result.Model.Card.Name}");
    }
}
