# docs/from-ip-netns.md: every line of it runs, in a world of iproute2's and in one of CNet's, and both worlds are the same afterwards, or show the same.

BeforeDiscovery {
    $page = Get-Content (Join-Path $PSScriptRoot '../../docs/from-ip-netns.md') -Raw
    $blocks = [regex]::Matches($page, '(?ms)^```(sh|powershell)\n(.*?)^```$').ForEach{ $_.Groups[2].Value }
    $rows = foreach ($section in [regex]::Matches($page, '(?ms)^##+ ([^\n]+)$.*?(?=^##+ |\z)')) {
        foreach ($line in [regex]::Matches($section.Value, '(?m)^\| (.*) \|$').ForEach{ $_.Groups[1].Value }) {
            if ($line -match '^(iproute2 \| |--- )') { continue }
            $cells = @([regex]::Split($line, ' ?(?<!\\)\| ?') -replace '\\\|', '|')
            $code = $cells.ForEach{ [regex]::Match($_, '^`([^`]+)`$').Groups[1].Value }
            @{
                Section = $section.Groups[1].Value; Cells = $cells; Tool = $code[0]; Code = $code[1]
                # What both worlds are asked for afterwards, or which properties of the tool's JSON the line of CNet shows, or that its text is shown.
                Query = $code[2] -match '^(ip|bridge|ss|tc) ' ? $code[2] : ''; Properties = $code[2] -notmatch '^(ip|bridge|ss|tc) ' ? $code[2] : ''; Compared = $cells[2]
            }
        }
    }
    # The commands of the documents that the project began with.
    $wanted = 'ip -j netns', 'ip -j netns list', 'ip netns add', 'ip netns attach', 'ip netns set', 'ip netns delete', 'ip -all netns delete', 'ip netns identify', 'ip netns pids', 'ip netns exec', 'ip -all netns exec',
    'ip netns monitor', 'ip netns list-id', 'ln -s /proc/$process/ns/net', 'nsenter --target', 'ip link add veth2 type veth peer name veth3', 'ip link set lo up', 'ip link set veth2 netns',
    'name eth0', 'ip addr', 'ip route', 'ip rule', 'ip neigh', 'bridge fdb', 'brctl show', 'brctl addbr', 'brctl addif', 'brctl delif', 'brctl delbr', 'brctl showmacs', 'brctl stp', 'ss -', 'ip -s link', 'ip monitor',
    'ip link add vxlan', 'ip link add macvlan', 'ip tuntap add' | ForEach-Object { @{ Command = $_ } }
}

Describe 'From ip netns' {
    BeforeAll {
        . $PSScriptRoot/common.ps1
        # What differs from one world to the next by chance, or comes when the kernel likes.
        $chance = '^(ifindex|link_index|link_netnsid|link_netns|peer_ifindex|bridge_id|root_id|permaddr|operstate|tentative|dynamic|used|updated|flags|qdisc|.*_timer|(valid|preferred)_(lft|life_time))$'

        # What a tool says of a world, line by line, in an order that does not depend on chance.
        function Get-World($Value, [string] $Line) {
            $values = foreach ($item in $Value) {
                if ($item -isnot [System.Collections.IDictionary]) { "$item" -match '^([0-9a-f]{2}:){5}[0-9a-f]{2}$' -and -not $Line.Contains($item) ? 'mac' : "$item"; continue }
                # Of link-local addresses one follows from the MAC address; multicast has its routes where the kernel likes.
                if ($item['local'] -like 'fe80:*' -or $item['dst'] -like 'fe80:*' -or $item['dst'] -like 'ff00::*') { continue }
                $up = @($item['flags']) -contains 'UP'
                # A port of a bridge begins to pass frames when it has its carrier.
                $keys = @($item.Keys) -notmatch $chance | Where-Object { $_ -ne 'state' -or -not $item.Contains('cost') } | Sort-Object
                "{$(@($keys.ForEach{ "$_=$(Get-World $item[$_] $Line)" }) + "up=$up")}"
            }
            ($values | Sort-Object) -join "`n"
        }

        # A world of iproute2's: namespaces of its own, and a directory of names of its own. All of it goes with the shell.
        function Invoke-ToolWorld([string] $Script) {
            $found = unshare --net --mount --propagation private sh -ec "mount -t tmpfs none /run; mkdir /run/netns; process=; trap 'kill `$process' EXIT; $Script" 2>&1
            if ($LASTEXITCODE) { throw "the tools say: $found" }
            $found
        }

        # A shell does not wait until what it starts is where it belongs.
        $arrived = 'until [ "$(ip netns identify $process)" = ns0 ]; do :; done'

        # What a tool says of the test's Host.
        function Invoke-ToolInHost([string] $Script) {
            $found = Invoke-InHost unshare --mount --propagation private sh -ec "mount --rbind '$($testHost.NamespaceDirectory)' /mnt; mount -t tmpfs none /run; mkdir /run/netns; mount --rbind /mnt /run/netns; $Script" 2>&1
            if ($LASTEXITCODE) { throw "the tools say: $found" }
            $found
        }

        # The values of some properties of JSON, object by object.
        function Select-Property($Value, [string[]] $Path) {
            foreach ($item in $Value) {
                foreach ($one in $Path) {
                    $values = $item
                    foreach ($name in $one -split '\.') { $values = @($values).ForEach{ $_[$name] } }
                    $values.Where{ $null -ne $_ }.ForEach{ "$_" }
                }
            }
        }
    }

    It 'has a line for <Command>' -ForEach $wanted {
        $rows.Tool -match "(?<![\w-])$([regex]::Escape($Command))(?![\w-])" | Should -Not -BeNullOrEmpty
    }

    It 'says how each line is compared' -ForEach @{ rows = $rows } {
        $rows.Count | Should -BeGreaterThan 80
        foreach ($row in $rows) {
            $row.Cells.Count | Should -Be 3 -Because $row.Cells[0]
            $row.Tool, $row.Code | Should -Not -BeNullOrEmpty -Because $row.Cells[0]
            if (-not ($row.Query -or $row.Properties)) { $row.Compared | Should -Match '^(text|never: .+)$' -Because $row.Tool }
        }
    }

    Context 'in two worlds' {
        BeforeEach { Enter-TestHost }
        AfterEach {
            if ($process) { Stop-Process $process -ErrorAction Ignore }
            Exit-TestHost
        }

        It 'begins with the same' {
            $query = 'for ns in ns0 ns1; do ip -n $ns -j -d addr; ip -n $ns -j route show table all; done; ip -j -d addr; ip -j route show table all; ip -j netns list'
            $there = Invoke-ToolWorld "$($blocks[0])`n$query" | ForEach-Object { $_ | ConvertFrom-Json -AsHashtable }
            . ([scriptblock]::Create($blocks[1]))
            $here = Invoke-ToolInHost $query | ForEach-Object { $_ | ConvertFrom-Json -AsHashtable }
            Get-World $here '' | Should -BeExactly (Get-World $there '')
        } -ForEach @{ blocks = $blocks }

        It '<Section>: <Tool>' -ForEach $rows.Where{ $_.Compared -notlike 'never*' }.ForEach{ $_ + @{ Blocks = $blocks } } {
            $ErrorActionPreference = 'Stop'
            $shown = Invoke-ToolWorld "$($Blocks[0])`n$arrived`n$(if ($Query) { "{ $Tool; } >/dev/null; $Query" } else { $Tool })$(if (-not $Query -and -not $Properties) { '; echo $process' })"
            . ([scriptblock]::Create($Blocks[1]))
            $found = @(. ([scriptblock]::Create($Code)))
            if ($Query) {
                Get-World (Invoke-ToolInHost $Query | ConvertFrom-Json -AsHashtable) $Tool | Should -BeExactly (Get-World ($shown | ConvertFrom-Json -AsHashtable) $Tool)
            }
            elseif ($Properties) {
                $expected = Select-Property ($shown | ConvertFrom-Json -AsHashtable) ($Properties -split ' ')
                $expected | Should -Not -BeNullOrEmpty
                $found.ForEach{ "$_" } | Sort-Object | Should -BeExactly ($expected | Sort-Object)
            }
            else {
                # The process has another number in each world.
                $number = $shown[-1]
                $expected = $shown[0..($shown.Count - 2)] -replace "\b$number\b", 'PROCESS'
                $found.ForEach{ "$_" } -replace "\b$($process.Id)\b", 'PROCESS' | Should -BeExactly $expected
            }
        }
    }
}
