using OAuthMail.MailKit.Benchmarks;

// dotnet run -c Release --project tests/OAuthMail.MailKit.Benchmarks -- login, send, graph-send, graph-read,
// handler, handler-cost, watch, or watch bare
var benchmarks = new Dictionary<string, Func<string[], Task>>(StringComparer.Ordinal)
{
    ["login"] = LoginBenchmark.RunAsync,
    ["watch"] = WatchBenchmark.RunAsync,
    ["watch-servers"] = WatchServers.RunAsync,
    ["send"] = SendBenchmark.RunAsync,
    ["graph-send"] = GraphSendBenchmark.RunAsync,
    ["graph-read"] = GraphReadBenchmark.RunAsync,
    ["graph-servers"] = GraphServers.RunAsync,
    ["handler"] = HandlerBenchmark.RunAsync,
    ["handler-cost"] = HandlerCostBenchmark.RunAsync,
};

if (args.Length == 0 || !benchmarks.TryGetValue(args[0], out var run))
{
    Console.Error.WriteLine($"Name one of: {string.Join(", ", benchmarks.Keys)}");
    return 2;
}

await run(args[1..]);
return 0;
