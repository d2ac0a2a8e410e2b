using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SuperResFarm.Storage.Folders;
using SuperResFarm.Storage.Objects;
using SuperResFarm.Storage.S3;

namespace SuperResFarm.Storage;

/// <summary>Composition of this project.</summary>
public static class StorageServices
{
    /// <summary>Adds the one <see cref="IObjectStore"/> that <see cref="StorageOptions"/> describe, read from the section <c>Storage</c>; wrong settings
    /// are reported when the options are first read, and at start where the host validates then.</summary>
    public static IServiceCollection AddStorage(this IServiceCollection services)
    {
        services.AddOptions<StorageOptions>().BindConfiguration(StorageOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<StorageOptions>, StorageOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IObjectStore>(provider => Create(
            provider.GetRequiredService<IOptions<StorageOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()));
        return services;
    }

    /// <returns>The store that the options describe.</returns>
    /// <param name="options">Valid options.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Makes the store's log.</param>
    public static IObjectStore Create(StorageOptions options, TimeProvider time, ILoggerFactory loggers) => options.Kind switch
    {
        StorageKind.S3 => new S3ObjectStore(options.S3, time, loggers.CreateLogger<S3ObjectStore>()),
        _ => new FolderObjectStore(options.Folder!, time),   // validated
    };
}
