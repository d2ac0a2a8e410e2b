using SuperResFarm.Cli.Commands;

return await CommandLine.RunAsync(args);
