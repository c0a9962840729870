using BenchmarkDotNet.Running;

namespace OAuthMail.Benchmarks;

/// <summary>
/// With <c>-- memory</c>, measures the memory of accounts; with <c>-- application</c>, the start and the accounts of an application;
/// with <c>-- servers</c>, the test servers; with <c>-- page</c>, the connect page; with <c>-- folder</c>, a token store with
/// many accounts. All other arguments are passed to BenchmarkDotNet.
/// </summary>
internal static class Program
{
    public static async Task Main(string[] args)
    {
        if (args is ["memory", ..]) await AccountMemory.MeasureAsync();
        else if (args is ["application", ..]) await ApplicationStart.MeasureAsync();
        else if (args is ["servers", .. var parts]) await TestServers.MeasureAsync(parts);
        else if (args is ["page", ..]) await ConnectPageTime.MeasureAsync();
        else if (args is ["folder", ..]) await FolderScale.MeasureAsync();
        else BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
    }
}
