// SPDX-License-Identifier: MIT
#pragma once

#include <brine/actors/async.hpp>
#include <brine/actors/async_store.hpp>
#include <brine/actors/changes.hpp>
#include <brine/actors/connect.hpp>
#include <brine/actors/snapshot_view.hpp>
#include <brine/actors/store.hpp>
#include <brine/actors/subscription.hpp>
#include <brine/actors/transaction.hpp>
#include <brine/codecs/blob.hpp>
#include <brine/codecs/portable.hpp>
#include <brine/codecs/reflect.hpp>
#include <brine/codecs/registry.hpp>
#include <brine/core/builder.hpp>
#include <brine/core/clock.hpp>
#include <brine/core/config.hpp>
#include <brine/core/document.hpp>
#include <brine/core/edn.hpp>
#include <brine/core/error.hpp>
#include <brine/core/key.hpp>
#include <brine/core/path.hpp>
#include <brine/core/result.hpp>
#include <brine/core/value.hpp>
#include <brine/hooks/change.hpp>
#include <brine/hooks/cursor.hpp>
#include <brine/hooks/filter.hpp>
